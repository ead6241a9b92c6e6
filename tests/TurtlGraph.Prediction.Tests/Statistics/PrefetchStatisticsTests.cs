namespace TurtlGraph.Prediction.Tests;

public sealed class PrefetchStatisticsTests
{
    [Fact]
    public void Accuracy_looks_at_predictions_with_an_outcome_and_coverage_at_needs()
    {
        var statistics = new PrefetchStatistics { Issued = 10, Used = 3, Expired = 1 };
        for (int i = 0; i < 8; i++)
        {
            statistics.CountNeed(wasPrefetched: i < 2);
        }

        Assert.Equal(0.75, statistics.Accuracy);
        Assert.Equal(0.25, statistics.Coverage);
        Assert.Equal(6, statistics.Open);
    }

    [Fact]
    public void Without_an_outcome_nothing_was_wrong_and_without_a_need_nothing_was_missed()
    {
        Assert.Equal((1.0, 1.0), (default(PrefetchStatistics).Accuracy, default(PrefetchStatistics).Coverage));
    }

    [Fact]
    public void Counts_add_up()
    {
        var sum = new PrefetchStatistics { Issued = 1, Used = 2, Expired = 3, Needed = 4, NeededAndPrefetched = 5 };
        sum.Add(new PrefetchStatistics { Issued = 10, Used = 20, Expired = 30, Needed = 40, NeededAndPrefetched = 50 });
        Assert.Equal((11, 22, 33, 44, 55), (sum.Issued, sum.Used, sum.Expired, sum.Needed, sum.NeededAndPrefetched));
    }
}
