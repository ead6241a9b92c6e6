namespace TurtlGraph.Memory.Tests;

public sealed unsafe class PayloadPagesTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Freed_memory_goes_back_to_the_system_and_serves_again()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 16 * MiB, Guards = MemoryGuards.Off });
        Assert.True(arena.TryAllocate(16 * MiB, out var all));
        new Span<byte>(all.Pointer, (int)all.Length).Fill(1);
        arena.Free(all);

        Assert.Equal(16 * MiB, arena.ReleaseFreePages(long.MaxValue));
        Assert.Equal(16 * MiB, arena.ReturnedBytes);
        Assert.Equal(0, arena.ReleaseFreePages(long.MaxValue));

        Assert.True(arena.TryAllocate(4 * MiB, out var again));
        if (OperatingSystem.IsLinux())
        {
            // Fresh pages read as zero: the old ones are gone.
            Assert.Equal(-1, new Span<byte>(again.Pointer, (int)again.Length).IndexOfAnyExcept((byte)0));
        }

        new Span<byte>(again.Pointer, (int)again.Length).Fill(2);
        arena.Free(again);
        Assert.Equal(4 * MiB, arena.ReleaseFreePages(long.MaxValue));
    }

    [Fact]
    public void A_call_gives_no_more_than_it_was_asked_for_and_the_next_goes_on()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 8 * MiB, Guards = MemoryGuards.Off });
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(MiB, arena.ReleaseFreePages(MiB));
        }

        Assert.Equal(0, arena.ReleaseFreePages(MiB));
    }

    [Fact]
    public void Blocks_in_use_keep_their_bytes_whatever_is_given_back_around_them()
    {
        var random = new Random(5);
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 32 * MiB, Guards = MemoryGuards.Off });
        var live = new List<(PayloadBlock Block, byte Content)>();
        for (var step = 0; step < 2000; step++)
        {
            if (live.Count < 40 || random.Next(2) == 0)
            {
                if (arena.TryAllocate(random.Next(1, 900_000), out var block))
                {
                    var content = (byte)random.Next(1, 256);
                    new Span<byte>(block.Pointer, (int)block.Length).Fill(content);
                    live.Add((block, content));
                }
            }

            if (live.Count >= 40 || random.Next(3) == 0)
            {
                var victim = random.Next(live.Count);
                Assert.Equal(-1, new Span<byte>(live[victim].Block.Pointer, (int)live[victim].Block.Length).IndexOfAnyExcept(live[victim].Content));
                arena.Free(live[victim].Block);
                live.RemoveAt(victim);
            }

            arena.ReleaseFreePages(random.Next(4 << 20));
        }

        foreach (var (block, content) in live)
        {
            Assert.Equal(-1, new Span<byte>(block.Pointer, (int)block.Length).IndexOfAnyExcept(content));
        }
    }

    [Fact]
    public void Giving_back_allocates_no_managed_memory_once_warm()
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 8 * MiB, Guards = MemoryGuards.Off });
        arena.ReleaseFreePages(MiB);
        var before = GC.GetAllocatedBytesForCurrentThread();
        arena.ReleaseFreePages(MiB);
        arena.ReleaseFreePages(8 * MiB);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_profile_tells_how_scattered_the_free_memory_is()
    {
        var profile = new MemoryProfile();
        using var arena = new PayloadArena(new PayloadArenaOptions { Guards = MemoryGuards.Off, CapacityBytes = 4 * MiB, Profile = profile, Name = "scattered" });
        var blocks = Enumerable.Range(0, 4).Select(_ => arena.TryAllocate(MiB, out var block) ? block : default).ToArray();
        arena.Free(blocks[0]);
        arena.Free(blocks[2]);

        var figures = profile.Snapshot().Owner("scattered", MemoryTier.Arena).Figures;

        Assert.Equal((2 * MiB, MiB, 0.5), (figures.FreeBytes, figures.LargestFreeBytes, figures.Fragmentation));
    }
}
