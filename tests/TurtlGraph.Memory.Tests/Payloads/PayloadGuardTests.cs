using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory.Tests;

/// <summary>Each fault of a user of payload memory is found when the arena has guards.</summary>
public unsafe class PayloadGuardTests
{
    private readonly MemoryProfile _profile = new();

    [Fact]
    public void A_write_behind_a_block_is_found_when_it_is_freed()
    {
        using var arena = Guarded();
        Assert.True(arena.TryAllocate(100, out var block));
        block.Pointer[block.Length - 1] = 1;
        block.Pointer[block.Length] ^= 1;
        Assert.Equal(MemoryFault.BackGuard, Assert.Throws<MemoryCorruptionException>(() => arena.Free(block)).Fault);
    }

    [Fact]
    public void A_write_before_a_block_is_found_when_it_is_freed()
    {
        using var arena = Guarded();
        Assert.True(arena.TryAllocate(100, out var block));
        block.Pointer[-1] ^= 1;
        Assert.Equal(MemoryFault.FrontGuard, Assert.Throws<MemoryCorruptionException>(() => arena.Free(block)).Fault);
    }

    [Fact]
    public void A_write_after_free_is_found_when_the_memory_is_granted_again()
    {
        using var arena = Guarded();
        Assert.True(arena.TryAllocate(100, out var block));
        arena.Free(block);
        block.Pointer[5] = 1;
        var fault = Assert.Throws<MemoryCorruptionException>(() => arena.TryAllocate(100, out _));
        Assert.Equal(MemoryFault.UseAfterFree, fault.Fault);
    }

    [Fact]
    public void Damage_is_found_when_it_is_looked_for()
    {
        using var arena = Guarded();
        Assert.True(arena.TryAllocate(100, out var block));
        arena.Verify();
        block.Pointer[block.Length] ^= 1;
        Assert.Equal(MemoryFault.BackGuard, Assert.Throws<MemoryCorruptionException>(arena.Verify).Fault);
        block.Pointer[block.Length] ^= 1;
        arena.Verify();
        arena.Free(block);
        block.Pointer[5] ^= 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(arena.Verify).Fault);
        block.Pointer[5] ^= 1;
    }

    [Fact]
    public void Damage_that_is_left_is_found_when_the_arena_is_disposed_which_ends_it_all_the_same()
    {
        var arena = Guarded();
        Assert.True(arena.TryAllocate(100, out var block));
        arena.Free(block);
        block.Pointer[5] = 1;
        Assert.Equal(MemoryFault.UseAfterFree, Assert.Throws<MemoryCorruptionException>(arena.Dispose).Fault);
        arena.Dispose();
        Assert.Equal(0, _profile.CommittedBytes);
    }

    [Fact]
    public void Freeing_all_goes_on_behind_a_damaged_block()
    {
        using var arena = Guarded();
        var blocks = new PayloadBlock[3];
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.True(arena.TryAllocate(100, out blocks[i]));
        }

        blocks[1].Pointer[-1] ^= 1;
        Assert.Equal(MemoryFault.FrontGuard, Assert.Throws<MemoryCorruptionException>(arena.FreeAll).Fault);
        Assert.Equal((0L, 0, 1), (arena.UsedBytes, arena.BlockCount, arena.FreeBlockCount));
        arena.FreeAll();
    }

    [Fact]
    public void A_double_free_tells_who_allocated_and_who_freed()
    {
        using var arena = Guarded();
        Allocate(arena, out var block);
        FreeFirst(arena, block);
        var fault = Assert.Throws<MemoryCorruptionException>(() => FreeAgain(arena, block));
        Assert.Equal(MemoryFault.DoubleFree, fault.Fault);
        Assert.Contains(nameof(Allocate), fault.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(FreeFirst), fault.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(FreeAgain), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_free_is_told()
    {
        using var arena = Guarded();
        using var other = Guarded();
        Assert.True(other.TryAllocate(100, out var block));
        Assert.Equal(MemoryFault.ForeignFree, Assert.Throws<MemoryCorruptionException>(() => arena.Free(block)).Fault);
        other.Free(block);
    }

    [Fact]
    public void What_was_not_freed_is_listed_as_a_leak()
    {
        using (var arena = Guarded())
        {
            Allocate(arena, out _);
        }

        var leak = Assert.Single(_profile.Leaks);
        Assert.Equal("guarded", leak.Owner);
        Assert.Contains(nameof(Allocate), leak.Stack, StringComparison.Ordinal);
    }

    [Fact]
    public void Freeing_all_leaves_no_leak_and_the_whole_capacity()
    {
        using (var arena = Guarded())
        {
            for (var i = 1; i < 50; i++)
            {
                Assert.True(arena.TryAllocate(i * 50, out var block));
                if (i % 3 == 0)
                {
                    arena.Free(block);
                }
            }

            arena.FreeAll();
            Assert.Equal(0, arena.UsedBytes);
            Assert.Equal(0, arena.BlockCount);
            Assert.Equal(1, arena.FreeBlockCount);
        }

        Assert.Empty(_profile.Leaks);
    }

    [Fact]
    public void Guards_take_nothing_from_the_capacity_of_blocks_of_some_size()
    {
        using var arena = Guarded();
        for (var i = 0; i < 16; i++)
        {
            Assert.True(arena.TryAllocate(1 << 16, out var block));
            Assert.Equal(1 << 16, block.Length);
            Assert.Equal(0ul, (ulong)block.Pointer % CacheLine.Size);
        }

        Assert.Equal(arena.Capacity, arena.UsedBytes);
        Assert.False(arena.TryAllocate(1, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damage_that_is_found_while_blocks_move_leaves_an_arena_that_works(bool isWhole)
    {
        using var arena = Guarded();
        var blocks = new PayloadBlock[15];
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.True(arena.TryAllocate(1 << 16, i, out blocks[i]));
        }

        for (var i = 0; i < blocks.Length; i += 2)
        {
            arena.Free(blocks[i]);
        }

        // Every second block is in use, and all are damaged, whichever is moved first.
        for (var i = 1; i < blocks.Length; i += 2)
        {
            blocks[i].Pointer[-1] ^= 1;
        }

        var mover = new Mover(blocks);
        var fault = Assert.Throws<MemoryCorruptionException>(() =>
        {
            var found = isWhole ? arena.Compact(ref mover) != 0 : arena.TryAllocateCompacting(3 << 16, -1, ref mover, out _);
            Assert.Fail($"the damage was not found: {found}");
        });
        Assert.Equal(MemoryFault.FrontGuard, fault.Fault);
        for (var i = 1; i < blocks.Length; i += 2)
        {
            blocks[i].Pointer[-1] ^= 1;
            arena.Free(blocks[i]);
        }

        Assert.Equal((0, 1), (arena.BlockCount, arena.FreeBlockCount));
        Assert.True(arena.TryAllocate(arena.Capacity, out var all));
        arena.Free(all);
    }

    [Fact]
    public void Moved_blocks_keep_their_guards()
    {
        using var arena = Guarded();
        var blocks = new PayloadBlock[15];
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.True(arena.TryAllocate(1 << 16, i, out blocks[i]));
            new Span<byte>(blocks[i].Pointer, 1 << 16).Fill((byte)i);
        }

        for (var i = 0; i < blocks.Length; i += 2)
        {
            arena.Free(blocks[i]);
        }

        var mover = new Mover(blocks);
        Assert.True(arena.TryAllocateCompacting(9 << 16, 99, ref mover, out var big));
        Assert.True(arena.MovedBlocks > 0);
        new Span<byte>(big.Pointer, 9 << 16).Fill(0xEE);
        for (var i = 1; i < blocks.Length; i += 2)
        {
            Assert.Equal(-1, new Span<byte>(blocks[i].Pointer, 1 << 16).IndexOfAnyExcept((byte)i));
        }

        blocks[1].Pointer[1 << 16] ^= 1;
        Assert.Equal(MemoryFault.BackGuard, Assert.Throws<MemoryCorruptionException>(() => arena.Free(blocks[1])).Fault);
        arena.Free(blocks[3]);
        arena.Free(big);
    }

    private PayloadArena Guarded() => new(new PayloadArenaOptions { CapacityBytes = 1 << 20, Name = "guarded", Profile = _profile, Guards = MemoryGuards.On });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Allocate(PayloadArena arena, out PayloadBlock block) => Assert.True(arena.TryAllocate(100, out block));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeFirst(PayloadArena arena, PayloadBlock block)
    {
        arena.Free(block);
        GC.KeepAlive(arena);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeAgain(PayloadArena arena, PayloadBlock block)
    {
        arena.Free(block);
        GC.KeepAlive(arena);
    }

    private readonly struct Mover(PayloadBlock[] blocks) : IPayloadMover
    {
        public bool MayMove(in PayloadBlock block, int tag) => true;

        public void Moved(in PayloadBlock origin, in PayloadBlock place, int tag) => blocks[tag] = place;
    }
}
