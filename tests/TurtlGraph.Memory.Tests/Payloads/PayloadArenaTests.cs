namespace TurtlGraph.Memory.Tests;

public unsafe class PayloadArenaTests
{
    [Fact]
    public void Blocks_never_overlap_are_aligned_and_join_to_the_whole_again() => Law.HoldsForSteps(100, 400, steps =>
    {
        const int capacity = 1 << 20;
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = capacity, Guards = MemoryGuards.Off });
        var blocks = new List<PayloadBlock>();
        var owner = new int[capacity / CacheLine.Size];
        long peak = 0;
        var id = 0;
        foreach (var step in steps)
        {
            if (step % 5 < 2 && blocks.Count > 0)
            {
                var at = step / 5 % blocks.Count;
                var block = blocks[at];
                blocks.RemoveAt(at);
                CheckOwner(arena, block, owner).Clear();
                arena.Free(block);
                Assert.Throws<ArgumentException>(() => arena.Free(block));
            }
            else
            {
                var wanted = 1 + (step / 5 % ((step & 64) == 0 ? 2000 : 200_000));
                if (arena.TryAllocate(wanted, out var block))
                {
                    id++;
                    Assert.InRange(block.Length - wanted, 0, CacheLine.Size - 1);
                    Assert.Equal(0ul, (ulong)block.Pointer % CacheLine.Size);
                    var lines = Lines(arena, block, owner);
                    Assert.Equal(-1, lines.IndexOfAnyExcept(0));
                    lines.Fill(id);
                    *(int*)block.Pointer = id;
                    *(int*)(block.Pointer + block.Length - sizeof(int)) = id;
                    blocks.Add(block);
                }
                else
                {
                    // 32 free blocks of the same class may be looked at in vain, far more than this arena can hold of a large size.
                    Assert.True(arena.LargestFreeBytes < wanted || wanted < 4096);
                }
            }

            var used = blocks.Sum(block => block.Length);
            peak = Math.Max(peak, used);
            Assert.Equal(used, arena.UsedBytes);
            Assert.Equal(peak, arena.PeakBytes);
            Assert.Equal(blocks.Count, arena.BlockCount);
            Assert.InRange(arena.Fragmentation, 0, 1);
            Assert.InRange(arena.LargestFreeBytes, 0, capacity - used);
        }

        foreach (var block in blocks)
        {
            CheckOwner(arena, block, owner);
            arena.Free(block);
        }

        Assert.Equal(0, arena.UsedBytes);
        Assert.Equal(capacity, arena.LargestFreeBytes);
        Assert.Equal(0, arena.Fragmentation);
        Assert.True(arena.TryAllocate(capacity, out var whole));
        Assert.Equal(capacity, whole.Length);
    });

    [Fact]
    public void A_hole_of_just_the_size_is_found_when_nothing_greater_is_free()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 100_032, Guards = MemoryGuards.Off });
        Assert.True(arena.TryAllocate(70_016, out var hole));
        Assert.True(arena.TryAllocate(30_016, out _));
        arena.Free(hole);
        Assert.True(arena.TryAllocate(70_016, out var again));
        Assert.True(again.Pointer == hole.Pointer);
        Assert.False(arena.TryAllocate(1, out _));
    }

    [Fact]
    public void A_stale_copy_cannot_free_the_block_that_took_its_place()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 16, Guards = MemoryGuards.Off });
        arena.TryAllocate(100, out var first);
        arena.Free(first);
        arena.TryAllocate(100, out var second);
        Assert.True(first.Pointer == second.Pointer);
        Assert.NotEqual(first, second);
        Assert.Throws<ArgumentException>(() => arena.Free(first));
        arena.Free(second);
    }

    [Fact]
    public void Foreign_and_default_blocks_are_refused()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 16, Guards = MemoryGuards.Off });
        using var other = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 16, Guards = MemoryGuards.Off });
        other.TryAllocate(100, out var foreign);
        arena.TryAllocate(100, out _);
        Assert.Throws<ArgumentException>(() => arena.Free(foreign));
        Assert.Throws<ArgumentException>(() => arena.Free(default));
    }

    [Fact]
    public void Fragmentation_is_told()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 64 * 100, Guards = MemoryGuards.Off });
        var blocks = new PayloadBlock[100];
        for (var i = 0; i < 100; i++)
        {
            Assert.True(arena.TryAllocate(64, out blocks[i]));
        }

        Assert.Equal(0, arena.Fragmentation);
        for (var i = 0; i < 100; i += 2)
        {
            arena.Free(blocks[i]);
        }

        Assert.Equal(64, arena.LargestFreeBytes);
        Assert.Equal(1 - (1.0 / 50), arena.Fragmentation, 6);
        Assert.False(arena.TryAllocate(128, out _));
    }

    [Fact]
    public void Allocating_and_freeing_makes_no_garbage()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 20, Guards = MemoryGuards.Off });
        Churn(arena);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Churn(arena);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_payload_of_nothing_is_a_mistake(long bytes)
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 1 << 16, Guards = MemoryGuards.Off });
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.TryAllocate(bytes, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disposed_arena_is_refused_by_type_and_has_nothing(bool isGuarded)
    {
        var arena = new PayloadArena(new PayloadArenaOptions
        {
            CapacityBytes = 1 << 16, Guards = isGuarded ? MemoryGuards.On : MemoryGuards.Off, Profile = new MemoryProfile(),
        });
        Assert.True(arena.TryAllocate(100, out var block));
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(() => arena.TryAllocate(100, out _));
        Assert.Throws<ObjectDisposedException>(() => arena.Free(block));
        Assert.Throws<ObjectDisposedException>(() => arena.ReleaseFreePages(1));
        arena.FreeAll();
        arena.Verify();
        Assert.Equal((0, 0, 0, 0), (arena.UsedBytes, arena.BlockCount, arena.LargestFreeBytes, arena.FreeBlockCount));
    }

    private static void Churn(PayloadArena arena)
    {
        for (var i = 1; i < 1000; i++)
        {
            arena.TryAllocate(i, out var small);
            arena.TryAllocate(i * 100, out var large);
            arena.Free(small);
            arena.Free(large);
        }
    }

    private static Span<int> Lines(PayloadArena arena, PayloadBlock block, int[] owner) =>
        owner.AsSpan((int)((block.Pointer - arena.Base) / CacheLine.Size), (int)(block.Length / CacheLine.Size));

    /// <summary>All lines of a block are its own, and what was written to its ends is still there.</summary>
    private static Span<int> CheckOwner(PayloadArena arena, PayloadBlock block, int[] owner)
    {
        var lines = Lines(arena, block, owner);
        var id = lines[0];
        Assert.Equal(-1, lines.IndexOfAnyExcept(id));
        Assert.Equal(id, *(int*)block.Pointer);
        Assert.Equal(id, *(int*)(block.Pointer + block.Length - sizeof(int)));
        return lines;
    }
}
