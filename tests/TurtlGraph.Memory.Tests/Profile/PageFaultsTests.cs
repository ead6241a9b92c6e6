namespace TurtlGraph.Memory.Tests;

public sealed class PageFaultsTests
{
    [Fact]
    public void Each_page_that_is_touched_for_the_first_time_is_counted()
    {
        const int Pages = 64;
        using var range = new ReservedRange(Pages * (long)Environment.SystemPageSize, Environment.SystemPageSize);
        range.TryCommit(range.Reserved);
        var before = PageFaults.OfProcess();
        var ownBefore = PageFaults.OfThread();

        Touch(range, Pages);

        Assert.True(PageFaults.OfProcess().Since(before).Minor >= Pages);
        Assert.True(PageFaults.OfThread().Since(ownBefore).Minor >= Pages);
    }

    [Fact]
    public void Faults_that_are_not_told_apart_stay_unknown_in_a_difference()
    {
        Assert.Equal(new PageFaults(3, 1), new PageFaults(8, 3).Since(new PageFaults(5, 2)));
        Assert.False(new PageFaults(8, -1).Since(new PageFaults(5, -1)).TellsMajor);
    }

    private static unsafe void Touch(ReservedRange range, int pages)
    {
        for (var page = 0; page < pages; page++)
        {
            range.Base[page * (long)Environment.SystemPageSize] = 1;
        }
    }
}
