namespace TurtlGraph.Memory.Tests;

public unsafe class ArenaTests
{
    [Fact]
    public void Allocations_are_aligned_disjoint_and_zero() => Law.HoldsForSteps(50, 200, steps =>
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, MaxBytes = 16 << 20, CommitStepBytes = 64 << 10 });
        byte* end = arena.Base;
        foreach (var step in steps)
        {
            var bytes = 1 + (step % 5000);
            var alignment = 1 << (step % 15);
            Assert.True(arena.TryAllocate(bytes, alignment, out var pointer));
            Assert.Equal(0ul, (ulong)pointer % (ulong)alignment);
            Assert.True(pointer >= end);
            Assert.Equal(-1, new Span<byte>(pointer, bytes).IndexOfAnyExcept((byte)0));
            new Span<byte>(pointer, bytes).Fill(0xFF);
            end = pointer + bytes;
            Assert.True(arena.Used <= arena.Committed && arena.Committed <= arena.Reserved);
        }
    });

    [Fact]
    public void Growing_commits_in_steps_and_moves_nothing()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, MaxBytes = 1 << 20, CommitStepBytes = 64 << 10 });
        Assert.Equal(0, arena.Committed);
        var first = (int*)arena.Allocate(sizeof(int));
        *first = 42;
        Assert.Equal(64 << 10, arena.Committed);
        arena.Allocate(200 << 10);
        Assert.Equal(256 << 10, arena.Committed);
        Assert.Equal(42, *first);
    }

    [Fact]
    public void A_full_arena_refuses_and_says_so()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, MaxBytes = 64 << 10, CommitStepBytes = 64 << 10 });
        arena.Allocate(64 << 10);
        Assert.False(arena.TryAllocate(1, 1, out var pointer));
        Assert.True(pointer == null);
        var error = Assert.Throws<ArenaExhaustedException>(() => arena.Allocate(1));
        Assert.Contains("65,536", error.Message, StringComparison.Ordinal);
        Assert.False(arena.TryAllocate(long.MaxValue, 64, out _));
    }

    [Fact]
    public void Reset_frees_everything_and_keeps_peak_and_memory()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, MaxBytes = 1 << 20, CommitStepBytes = 64 << 10 });
        var before = arena.Allocate(100_000);
        var committed = arena.Committed;
        arena.Reset();
        Assert.Equal(0, arena.Used);
        Assert.Equal(100_000, arena.Peak);
        Assert.Equal(committed, arena.Committed);
        Assert.True(arena.Allocate(1) == before);
        arena.Trim();
        Assert.Equal(64 << 10, arena.Committed);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(-1, 64)]
    [InlineData(8, 3)]
    [InlineData(8, 0)]
    public void Bad_requests_are_refused(long bytes, int alignment)
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, MaxBytes = 1 << 20 });
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.TryAllocate(bytes, alignment, out _));
    }

    [Fact]
    public void Alignments_above_a_page_and_of_the_options_hold()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, Alignment = 1 << 18, MaxBytes = 16 << 20 });
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, (long)arena.Allocate(100) % (1 << 18));
        }

        Assert.Equal((4 << 18) + 100, arena.Used);
        Assert.Equal(0, (long)arena.Allocate(8, 1 << 21) % (1 << 21));
        Assert.True(arena.TryAllocate(8, 8, out var small));
        Assert.True(arena.Base + arena.Used - 8 == small);
    }

    [Fact]
    public void The_capacity_starts_at_the_initial_size_and_doubles_up_to_the_greatest()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, InitialBytes = 1 << 20, MaxBytes = 3 << 20, CommitStepBytes = 64 << 10 });
        var first = (long*)arena.Allocate(8);
        *first = 77;
        var seen = new List<(long Capacity, long Committed)>();
        foreach (var kilobytes in (int[])[1000, 500, 1000, 560])
        {
            arena.Allocate((long)kilobytes << 10);
            seen.Add((arena.Capacity >> 10, arena.Committed >> 10));
        }

        Assert.Equal([(1024, 1024), (2048, 1536), (3072, 2560), (3072, 3072)], seen);
        Assert.False(arena.TryAllocate(64 << 10, out _));
        Assert.Equal(77, *first);
        Assert.True((byte*)first == arena.Base);
    }

    [Fact]
    public void A_span_has_its_length_and_alignment_and_is_zero()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        arena.Allocate(1, 1);
        var span = arena.AllocateSpan<Guid>(100);
        Assert.Equal(100, span.Length);
        Assert.Equal(-1, span.IndexOfAnyExcept(Guid.Empty));
        fixed (Guid* first = span)
        {
            Assert.Equal(0, (long)first % CacheLine.Size);
        }

        Assert.Equal(64 + 1600, arena.Used);
        Assert.True(arena.AllocateSpan<long>(0).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.AllocateSpan<long>(-1).Length);
    }

    [Fact]
    public void A_disposed_arena_refuses_everything()
    {
        var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        arena.Allocate(8);
        arena.Dispose();
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(() => arena.TryAllocate(8, out _));
        Assert.Throws<ObjectDisposedException>(arena.Reset);
        Assert.Throws<ObjectDisposedException>(arena.Trim);
        Assert.Throws<ObjectDisposedException>(() => { arena.Scope(); });
    }

    [Fact]
    public void When_the_system_refuses_memory_the_arena_is_as_before()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, CommitStepBytes = 64 << 10 }, new RefusingPages { RefusedCommit = 2 });
        var first = arena.Allocate(60_000);
        *first = 5;
        Assert.Throws<MappingException>(() => arena.TryAllocate(60_000, out _));
        Assert.Equal(60_000, arena.Used);
        Assert.Equal(64 << 10, arena.Committed);
        Assert.True(arena.TryAllocate(60_000, out var second));
        second[59_999] = 1;
        Assert.Equal(5, *first);
    }

    [LinuxFact]
    public void Memory_that_is_not_used_is_not_taken_and_trimmed_memory_is_given_back()
    {
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off });
        new Span<byte>(arena.Allocate(5 << 20), 5 << 20).Fill(1);
        Assert.Equal(6 << 20, arena.Committed);
        Assert.Equal(5 << 20, ResidentMemory.Of(arena.Base, arena.Reserved));
        arena.Reset();
        Assert.Equal(5 << 20, ResidentMemory.Of(arena.Base, arena.Reserved));
        arena.Trim();
        Assert.Equal(0, arena.Committed);
        Assert.Equal(0, ResidentMemory.Of(arena.Base, arena.Reserved));
        Assert.Equal(0, *arena.Allocate(1));
    }

    [Fact]
    public void A_node_that_is_alone_is_not_preferred_and_the_profile_says_so()
    {
        var profile = new MemoryProfile();
        var pages = PageSystem.Current.NumaNodes == 1 ? PageSystem.Current : new RefusingPages();
        using var arena = new Arena(new ArenaOptions { Guards = MemoryGuards.Off, Name = "near", Profile = profile, NumaNode = 0 }, pages);
        *arena.Allocate(8) = 1;
        var hint = Assert.Single(profile.Snapshot().RefusedHints);
        Assert.Equal(("near", "NUMA node 0", "the machine has one NUMA node"), (hint.Owner, hint.Hint, hint.Reason));
    }

    public static TheoryData<ArenaOptions> BadOptions => new(
        new ArenaOptions { MaxBytes = 0 },
        new ArenaOptions { InitialBytes = -1 },
        new ArenaOptions { CommitStepBytes = 0 },
        new ArenaOptions { GrowthFactor = 0.5 },
        new ArenaOptions { GrowthFactor = double.NaN },
        new ArenaOptions { Alignment = 48 },
        new ArenaOptions { Alignment = 0 },
        new ArenaOptions { NumaNode = -1 },
        new ArenaOptions { Name = "" });

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Options_outside_their_range_are_refused(ArenaOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new Arena(options));
}
