namespace TurtlGraph.Memory.Tests;

public unsafe class ArenaGuardTests
{
    private static readonly ArenaOptions Guarded = new()
    {
        Name = "guarded", Guards = MemoryGuards.On, MaxBytes = 1 << 20, CommitStepBytes = 64 << 10, Profile = null,
    };

    [Theory]
    [InlineData(-1, MemoryFault.FrontGuard)]
    [InlineData(-64, MemoryFault.FrontGuard)]
    [InlineData(100, MemoryFault.BackGuard)]
    [InlineData(163, MemoryFault.BackGuard)]
    public void A_write_outside_an_allocation_is_found_at_reset_and_names_who_allocated(int offset, MemoryFault fault)
    {
        using var arena = new Arena(Guarded);
        arena.Allocate(100);
        var memory = arena.Allocate(100);
        arena.Allocate(100);
        memory[offset]++;
        var error = Assert.Throws<MemoryCorruptionException>(arena.Reset);
        Assert.Equal((fault, (nint)memory, 100), (error.Fault, error.Address, error.Bytes));
        Assert.Contains("guarded", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ArenaGuardTests), error.Message, StringComparison.Ordinal);
        Assert.Equal(0, arena.Used);
        arena.Reset();
    }

    [Fact]
    public void Damage_is_found_when_it_is_looked_for()
    {
        using var arena = new Arena(Guarded);
        var bytes = arena.Allocate(100);
        arena.Verify();
        bytes[100] ^= 1;
        Assert.Equal(MemoryFault.BackGuard, Assert.Throws<MemoryCorruptionException>(arena.Verify).Fault);
        bytes[100] ^= 1;
        arena.Reset();
        bytes[7] ^= 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(arena.Verify).Fault);
        bytes[7] ^= 1;
    }

    [Fact]
    public void A_write_outside_an_allocation_is_found_at_the_end_of_its_scope_and_the_scope_ends()
    {
        using var arena = new Arena(Guarded);
        arena.Allocate(8);
        var used = arena.Used;
        Assert.Throws<MemoryCorruptionException>(Overrun);
        Assert.Equal(used, arena.Used);
        arena.Reset();

        void Overrun()
        {
            using var scope = arena.Scope();
            arena.Allocate(8)[8] = 1;
        }
    }

    [Fact]
    public void A_write_outside_an_allocation_is_found_at_dispose_and_the_memory_is_released()
    {
        var profile = new MemoryProfile();
        var arena = new Arena(Guarded with { Profile = profile });
        arena.Allocate(8)[8] = 1;
        Assert.Throws<MemoryCorruptionException>(arena.Dispose);
        arena.Dispose();
        Assert.Equal(0, profile.CommittedBytes);
        Assert.Empty(profile.Leaks);
    }

    [Fact]
    public void A_write_to_memory_of_an_ended_scope_is_found_when_it_is_handed_out_again()
    {
        var arena = new Arena(Guarded);
        byte* stale;
        using (arena.Scope())
        {
            stale = arena.Allocate(1000);
        }

        stale[500] = 1;
        var error = Assert.Throws<MemoryCorruptionException>(() => arena.TryAllocate(2000, out _));
        Assert.Equal((MemoryFault.UseAfterFree, (nint)stale), (error.Fault, error.Address));
        arena.Dispose();
    }

    [Fact]
    public void A_write_to_memory_of_an_ended_scope_is_found_at_dispose()
    {
        var arena = new Arena(Guarded);
        var stale = arena.Allocate(1000);
        arena.Reset();
        stale[0] = 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(arena.Dispose).Fault);
    }

    [Fact]
    public void Fresh_memory_is_zero_and_freed_memory_is_poison()
    {
        using var arena = new Arena(Guarded);
        var first = arena.Allocate(256);
        Assert.Equal(-1, new Span<byte>(first, 256).IndexOfAnyExcept((byte)0));
        new Span<byte>(first, 256).Fill(1);
        arena.Reset();
        Assert.Equal(-1, new Span<byte>(first, 256).IndexOfAnyExcept((byte)0xDD));
        arena.Trim();
        Assert.Equal(-1, new Span<byte>(arena.Allocate(256), 256).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_guarded_arena_behaves_like_the_model() => Law.HoldsForSteps(25, 80, steps =>
    {
        using var arena = new Arena(Guarded with { MaxBytes = 8 << 20 });
        new ArenaModel(arena, largest: 3000, guarded: true).Run(steps);
    });

    [Fact]
    public void An_array_that_was_overrun_says_so_when_it_is_disposed()
    {
        foreach (var length in (int[])[10, 100_000])
        {
            var array = new NativeArray<byte>(length, new CollectionOptions { Name = "overrun", Guards = MemoryGuards.On });
            Assert.Equal(-1, array.Span.IndexOfAnyExcept((byte)0));
            array.Pointer[CacheLine.AlignUp(length)] = 1;
            var error = Assert.Throws<MemoryCorruptionException>(array.Dispose);
            Assert.Equal(MemoryFault.BackGuard, error.Fault);
            array.Dispose();
        }
    }

    [Fact]
    public void Blocks_of_a_guarded_arena_are_neighbours_still()
    {
        using var blocks = new BlockAllocator(new Arena(Guarded with { MaxBytes = 1 << 20 }), 1024);
        for (var i = 0; i < 300; i++)
        {
            new Span<byte>(blocks.Pointer(blocks.Rent()), 1024).Fill((byte)i);
        }

        Assert.Equal(300, blocks.Rented);
    }
}
