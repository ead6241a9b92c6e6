namespace TurtlGraph.Caching.Tests;

public sealed class PlacementPolicyTests
{
    private readonly PlacementPolicy _policy = new();

    [Theory]
    [InlineData(StorePriority.Critical, 1, Placement.MemoryAndDisk)]
    [InlineData(StorePriority.High, 1, Placement.MemoryAndDisk)]
    [InlineData(StorePriority.Normal, 1, Placement.Disk)]
    [InlineData(StorePriority.Low, 1, Placement.Disk)]
    [InlineData(StorePriority.Low, 2, Placement.MemoryAndDisk)]
    public void Urgent_assets_go_to_memory_at_once_and_others_when_they_are_used_again(StorePriority priority, int uses, Placement expected) =>
        Assert.Equal(expected, _policy.Place(Facts(priority, uses, TierCost.Network)));

    [Fact]
    public void What_comes_from_a_disk_as_fast_as_the_store_is_not_written_there()
    {
        Assert.Equal(Placement.Memory, _policy.Place(Facts(StorePriority.High, 5, TierCost.Disk)));
        Assert.False(_policy.Demotes(Facts(StorePriority.High, 5, TierCost.Disk)));
    }

    [Fact]
    public void An_eviction_demotes_when_reading_back_is_cheaper_than_fetching_and_it_is_not_there_yet()
    {
        PlacementFacts facts = Facts(StorePriority.Normal, 2, TierCost.Network);
        Assert.True(_policy.Demotes(facts));
        Assert.False(_policy.Demotes(facts with { IsOnDisk = true }));
        Assert.False(_policy.Demotes(facts with { Uses = 0 }));
    }

    [Fact]
    public void Reuse_makes_it_worth_more_never_less()
    {
        Assert.Equal(0, _policy.ReuseProbability(0));
        Assert.Equal(0.3, _policy.ReuseProbability(1), 6);
        for (int uses = 1; uses < 20; uses++)
        {
            Assert.InRange(_policy.ReuseProbability(uses + 1), _policy.ReuseProbability(uses), 1);
        }

        // A link a little faster than reading and writing the disk together pays only for what is used often.
        var near = new TierCost(0, 180e6);
        Assert.False(_policy.Demotes(Facts(StorePriority.Normal, 1, near) with { Bytes = 100 << 20 }));
        Assert.True(_policy.Demotes(Facts(StorePriority.Normal, 4, near) with { Bytes = 100 << 20 }));
    }

    [Fact]
    public void A_hit_in_the_store_promotes_what_is_urgent_or_used_again()
    {
        Assert.True(_policy.Promotes(Facts(StorePriority.Critical, 1, TierCost.Network)));
        Assert.False(_policy.Promotes(Facts(StorePriority.Low, 1, TierCost.Network)));
        Assert.True(_policy.Promotes(Facts(StorePriority.Low, 2, TierCost.Network)));
    }

    private static PlacementFacts Facts(StorePriority priority, int uses, TierCost origin) =>
        new() { Priority = priority, Uses = uses, Bytes = 64 << 10, Origin = origin };
}
