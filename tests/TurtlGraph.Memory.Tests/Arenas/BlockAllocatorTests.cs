namespace TurtlGraph.Memory.Tests;

public unsafe class BlockAllocatorTests
{
    private const int BlockBytes = 4096;

    [Fact]
    public void When_the_system_refuses_memory_the_allocator_is_as_before()
    {
        var options = new ArenaOptions { MaxBytes = 1 << 20, CommitStepBytes = 1 << 16, Guards = MemoryGuards.Off };
        using var blocks = new BlockAllocator(new Arena(options, new RefusingPages { RefusedCommit = 2 }), 1024);
        var first = blocks.RentRun(64);
        blocks.RentRun(64);
        Assert.Throws<MappingException>(() => blocks.Rent());
        Assert.Equal((128, 128), (blocks.Created, blocks.Rented));
        Assert.Equal(128, blocks.Rent());
        blocks.Return(first.Index);
        Assert.Equal(first, blocks.RentRun(64));
    }

    [Fact]
    public void Rented_runs_never_overlap_and_join_again() => Law.HoldsForSteps(60, 300, steps =>
    {
        using var blocks = Make(1024);
        var rented = new List<BlockRun>();
        var owner = new int[blocks.Capacity];
        var id = 0;
        foreach (var step in steps)
        {
            if (step % 3 == 0 && rented.Count > 0)
            {
                var at = step / 3 % rented.Count;
                Mark(owner, rented[at], 0);
                blocks.Return(rented[at].Index);
                rented.RemoveAt(at);
            }
            else if (blocks.TryRentRun(1 + (step / 3 % 40), out var run))
            {
                id++;
                Assert.Equal(-1, owner.AsSpan(run.Index, run.Count).IndexOfAnyExcept(0));
                Assert.Equal(0ul, (ulong)blocks.Pointer(run.Index) % CacheLine.Size);
                Mark(owner, run, id);
                rented.Add(run);
            }

            Assert.Equal(rented.Sum(run => run.Count), blocks.Rented);
        }

        foreach (var run in rented)
        {
            blocks.Return(run.Index);
        }

        Assert.Equal(0, blocks.Rented);
        var created = blocks.Created;
        for (var left = created; left >= BlockAllocator.MaxRun; left -= BlockAllocator.MaxRun)
        {
            Assert.True(blocks.TryRentRun(BlockAllocator.MaxRun, out _));
        }

        Assert.Equal(created, blocks.Created);
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(33, 64)]
    [InlineData(128, 128)]
    public void A_run_is_a_power_of_two_of_neighbours(int count, int granted)
    {
        using var blocks = Make(256);
        var run = blocks.RentRun(count);
        Assert.Equal(granted, run.Count);
        Assert.Equal(0, run.Index % granted);
        new Span<byte>(blocks.Pointer(run.Index), granted * BlockBytes).Fill(1);
    }

    [Fact]
    public void A_block_cannot_be_returned_twice()
    {
        using var blocks = Make(64);
        var block = blocks.Rent();
        blocks.Return(block);
        Assert.Throws<ArgumentException>(() => blocks.Return(block));
        Assert.Throws<ArgumentException>(() => blocks.Return(-1));
        Assert.Throws<ArgumentException>(() => blocks.Return(1 << 20));
    }

    [Fact]
    public void The_inside_of_a_run_cannot_be_returned()
    {
        using var blocks = Make(64);
        var run = blocks.RentRun(4);
        Assert.Throws<ArgumentException>(() => blocks.Return(run.Index + 1));
        Assert.Equal(4, blocks.Rented);
    }

    [Fact]
    public void Every_block_of_the_reservation_can_be_rented()
    {
        using var blocks = Make(200);
        for (var i = 0; i < 200; i++)
        {
            blocks.Rent();
        }

        Assert.False(blocks.TryRentRun(1, out _));
        Assert.Throws<ArenaExhaustedException>(() => blocks.Rent());
    }

    [Fact]
    public void An_arena_in_use_is_refused()
    {
        using var arena = new Arena(new ArenaOptions { MaxBytes = 1 << 20 });
        arena.Allocate(1);
        Assert.Throws<ArgumentException>(() => new BlockAllocator(arena, BlockBytes));
    }

    private static BlockAllocator Make(int blocks) =>
        new(new Arena(new ArenaOptions { MaxBytes = (long)blocks * BlockBytes }), BlockBytes);

    private static void Mark(int[] owner, BlockRun run, int id) => owner.AsSpan(run.Index, run.Count).Fill(id);

    [Fact]
    public void Rented_and_free_blocks_are_told_apart_in_the_profile()
    {
        var profile = new MemoryProfile();
        using var arena = new Arena(new ArenaOptions { Name = "blocks", Profile = profile });
        using var blocks = new BlockAllocator(arena, 1024);
        var run = blocks.RentRun(4);
        blocks.Rent();
        var figures = profile.Snapshot().Owner("blocks", MemoryTier.Arena).Figures;
        Assert.Equal((5 << 10, 123 << 10, 64 << 10), (figures.CurrentBytes, figures.FreeBytes, figures.LargestFreeBytes));
        blocks.Return(run.Index);
        figures = profile.Snapshot().Owner("blocks", MemoryTier.Arena).Figures;
        Assert.Equal((1 << 10, 127 << 10), (figures.CurrentBytes, figures.FreeBytes));
    }
}
