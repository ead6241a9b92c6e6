namespace TurtlGraph.Memory.Tests;

/// <summary>What a payload arena tells its profile, from its making to its end.</summary>
public unsafe class PayloadAccountTests
{
    private readonly MemoryProfile _profile = new();

    [Fact]
    public void Nothing_is_committed_any_more_once_an_arena_is_disposed()
    {
        var arena = new PayloadArena(Options(MemoryGuards.Off));
        Assert.True(arena.TryAllocate(100, out _));
        arena.ReleaseFreePages(long.MaxValue);
        arena.Dispose();
        arena.Dispose();
        Assert.Equal(0, _profile.CommittedBytes);
        foreach (var owner in _profile.Snapshot().Owners)
        {
            Assert.Equal((owner.Name, 0L, 0), (owner.Name, owner.Figures.CommittedBytes, owner.Accounts));
        }
    }

    [Fact]
    public void The_side_tables_count_in_the_profile_of_the_arena_under_its_name()
    {
        using var arena = new PayloadArena(Options(MemoryGuards.Off));
        arena.ReleaseFreePages(0);
        var names = new List<string>();
        foreach (var owner in _profile.Snapshot().Owners)
        {
            names.Add(owner.Name);
        }

        Assert.Equal(["big assets", "big assets, tables"], names.Distinct().Order());
        Assert.True(_profile.CommittedBytes > arena.Capacity);
    }

    [Fact]
    public void Pages_that_went_back_are_not_committed_until_a_block_lies_there_again()
    {
        using var arena = new PayloadArena(Options(MemoryGuards.Off));
        arena.ReleaseFreePages(0);
        var all = _profile.CommittedBytes;
        using var budget = new BudgetPressureSource(_profile, all);
        Assert.True(arena.TryAllocate(1 << 19, out var block));
        Assert.Equal(1 << 19, arena.ReleaseFreePages(long.MaxValue));
        Assert.Equal(all - (1 << 19), _profile.CommittedBytes);
        Assert.True(budget.TryRead(out var reading));
        Assert.Equal(all - (1 << 19), reading.UsedBytes);
        Assert.True(arena.TryAllocate(1 << 18, out _));
        Assert.Equal(all - (1 << 18), _profile.CommittedBytes);
        arena.Free(block);
        Assert.Equal(all - (1 << 18), _profile.CommittedBytes);
        Assert.True(arena.TryAllocate(1 << 18, out _));
        Assert.Equal(all, _profile.CommittedBytes + arena.ReturnedBytes);
        Assert.Equal(all, _profile.PeakCommittedBytes);
    }

    [Fact]
    public void An_arena_that_cannot_be_made_leaves_nothing_in_the_profile()
    {
        var pages = new RefusingPages { RefusedCommit = 1 };
        Assert.Throws<MappingException>(() => new PayloadArena(Options(MemoryGuards.Off), pages));
        Assert.Equal(0, _profile.CommittedBytes);
        foreach (var owner in _profile.Snapshot().Owners)
        {
            Assert.Equal(0, owner.Accounts);
        }
    }

    private PayloadArenaOptions Options(MemoryGuards guards) =>
        new() { CapacityBytes = 1 << 20, Name = "big assets", Profile = _profile, Guards = guards };
}
