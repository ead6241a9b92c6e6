namespace TurtlGraph.Caching.Tests;

public sealed class AdmissionFilterTests
{
    [Fact]
    public void It_counts_requests_up_to_fifteen()
    {
        var filter = new AdmissionFilter(1024);
        for (int i = 1; i <= 20; i++)
        {
            filter.Record(new StoreKey(1, 2));
            Assert.Equal(Math.Min(i, 15), filter.Estimate(new StoreKey(1, 2)));
        }

        Assert.Equal(0, filter.Estimate(new StoreKey(2, 1)));
    }

    [Fact]
    public void A_pass_of_any_length_looks_like_first_requests()
    {
        var filter = new AdmissionFilter(1 << 14);
        int mistaken = 0;
        for (ulong i = 0; i < 200_000; i++)
        {
            filter.Record(new StoreKey(3, i));
            mistaken += filter.Estimate(new StoreKey(3, i)) > 1 ? 1 : 0;
        }

        Assert.InRange(mistaken, 0, 1600);
    }

    [Fact]
    public void What_is_not_asked_for_any_more_is_forgotten()
    {
        var filter = new AdmissionFilter(1024);
        for (int i = 0; i < 15; i++)
        {
            filter.Record(new StoreKey(1, 1));
        }

        for (ulong i = 0; i < 5 * 1024; i++)
        {
            filter.Record(new StoreKey(2, i));
        }

        Assert.InRange(filter.Estimate(new StoreKey(1, 1)), 0, 1);
    }
}
