namespace TurtlGraph.Caching.Tests;

public sealed class AccessLogTests
{
    [Fact]
    public void Uses_of_one_thread_come_out_in_their_order()
    {
        using var log = new AccessLog(8);
        for (int slot = 0; slot < 5; slot++)
        {
            Assert.True(log.Report(slot));
        }

        Assert.Equal([0, 1, 2, 3, 4], Drain(log));
        Assert.Empty(Drain(log));
    }

    [Fact]
    public void A_full_ring_drops_and_counts_and_takes_again_when_drained()
    {
        using var log = new AccessLog(4);
        for (int slot = 0; slot < 6; slot++)
        {
            Assert.Equal(slot < 4, log.Report(slot));
        }

        Assert.Equal(2, log.Totals.Dropped);
        Assert.Equal([0, 1, 2, 3], Drain(log));
        Assert.True(log.Report(9));
        Assert.Equal([9], Drain(log));
    }

    [Fact]
    public void Many_threads_that_come_and_go_are_counted_to_the_last_hit()
    {
        const int each = 20_000;
        using var table = new ResidencyTable(64);
        byte[] bytes = GC.AllocateArray<byte>(64, pinned: true);
        table.Publish(1, 1, bytes);
        for (int round = 0; round < 6; round++)
        {
            Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() => LookAtDepth(table, each, depth: Environment.CurrentManagedThreadId % 40)))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        Assert.Equal(new AccessTotals(6 * 8 * each, 6 * 8 * each, 0, 0), table.Log.Totals with { Dropped = 0 });
    }

    [Fact]
    public void No_use_is_lost_or_made_up_while_it_is_reported_and_drained()
    {
        const int each = 100_000;
        using var log = new AccessLog(256);
        long dropped = 0;
        Thread[] threads = [.. Enumerable.Range(1, 3).Select(number => new Thread(() =>
        {
            long refused = 0;
            for (int i = 0; i < each; i++)
            {
                refused += log.Report(number) ? 0 : 1;
            }

            Interlocked.Add(ref dropped, refused);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        var taken = new long[4];
        while (threads.Any(thread => thread.IsAlive))
        {
            Drain(log).ForEach(number => taken[number]++);
        }

        Drain(log).ForEach(number => taken[number]++);
        Assert.Equal(3 * each, taken.Sum() + dropped);
        Assert.Equal(dropped, log.Totals.Dropped);
        Assert.Equal(0, taken[0]);
    }

    // Stacks of different depth lie in different pages.
    private static void LookAtDepth(ResidencyTable table, int count, int depth)
    {
        Span<byte> frame = stackalloc byte[1024];
        frame[depth] = 1;
        if (depth > 0)
        {
            LookAtDepth(table, count, depth - 1);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            table.Get(1, out _);
            table.Get(2, out _);
        }
    }

    private static List<int> Drain(AccessLog log)
    {
        var taken = new List<int>();
        int cursor = 0;
        while (log.TryTake(ref cursor, out int slot))
        {
            taken.Add(slot);
        }

        return taken;
    }
}
