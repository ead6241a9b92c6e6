namespace TurtlGraph.Caching.Tests;

public sealed class PlacementPolicyTests
{
    private readonly PlacementPolicy _policy = new();

    [Theory]
    [InlineData(StorePriority.Critical, 1, true)]
    [InlineData(StorePriority.High, 1, false)]
    [InlineData(StorePriority.High, 2, true)]
    [InlineData(StorePriority.Normal, 5, true)]
    [InlineData(StorePriority.Low, 9, false)]
    public void The_more_something_matters_and_the_more_it_is_used_the_less_it_has_to_save(StorePriority priority, int uses, bool expected)
    {
        // Saves about as much as writing costs.
        var near = new TierCost(0, 242e6);
        Assert.Equal(expected, _policy.Keeps(Facts(priority, uses, near) with { Bytes = 100 << 20 }));
    }

    [Fact]
    public void What_comes_from_a_disk_as_fast_as_the_store_is_not_written_there()
    {
        Assert.False(_policy.Keeps(Facts(StorePriority.Critical, 5, TierCost.Disk)));
        Assert.True(_policy.Keeps(Facts(StorePriority.Low, 1, TierCost.Network)));
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

    private static PlacementFacts Facts(StorePriority priority, int uses, TierCost origin) =>
        new() { Priority = priority, Uses = uses, Bytes = 64 << 10, Origin = origin };
}
