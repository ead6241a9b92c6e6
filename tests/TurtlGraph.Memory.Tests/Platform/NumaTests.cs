namespace TurtlGraph.Memory.Tests;

public unsafe class NumaTests
{
    [LinuxFact]
    public void The_kernel_takes_a_node_that_exists_and_says_why_not_for_another_one()
    {
        // The machine may have one node; told that there are two, the call is really made.
        var pages = new LinuxPages(new NodeList(2));
        var bytes = 64 * pages.PageSize;
        var start = pages.Reserve(bytes);
        pages.Commit(start, bytes);
        Assert.Null(pages.PreferNode(start, bytes, pages.CurrentNode));
        new Span<byte>(start, bytes).Fill(1);
        Assert.Contains("prefer", Policy(start), StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(pages.PreferNode(start, bytes, 1000)));
        Assert.Contains("5000", pages.PreferNode(start, bytes, 5000), StringComparison.Ordinal);
        pages.Release(start, bytes);
    }

    [LinuxFact]
    public void The_current_node_is_one_that_the_kernel_lists()
    {
        Assert.True(Directory.Exists($"/sys/devices/system/node/node{PageSystem.Current.CurrentNode}"));
    }

    private static string Policy(byte* start)
    {
        var address = ((nint)start).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/self/numa_maps").First(line => line.StartsWith(address, StringComparison.Ordinal));
    }
}
