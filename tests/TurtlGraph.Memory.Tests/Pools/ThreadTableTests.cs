namespace TurtlGraph.Memory.Tests;

public sealed unsafe class ThreadTableTests
{
    [Fact]
    public void A_thread_finds_the_same_zeroed_entry_each_time_and_no_other_thread_does()
    {
        using var table = new ThreadTable<long>();
        const int threads = 8;
        var entries = new nint[threads];
        using var meet = new Barrier(threads);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            long* own = table.Own;
            entries[number] = (nint)own;
            *own = number;
            meet.SignalAndWait();
            entries[number] = own == table.Own && *own == number ? entries[number] : 0;
            meet.SignalAndWait();
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        Assert.DoesNotContain(0, entries);
        Assert.DoesNotContain((nint)table.Shared, entries);
        Assert.Equal(threads, entries.Distinct().Count());
    }

    [Fact]
    public void Who_sums_over_the_used_entries_sees_what_all_threads_have_counted()
    {
        using var table = new ThreadTable<long>();
        Thread[] all = [.. Enumerable.Range(0, 6).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                Interlocked.Increment(ref *table.Own);
            }
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        Assert.Equal(6_000, Enumerable.Range(0, table.UsedCount).Sum(number => *table[number]));
    }
}
