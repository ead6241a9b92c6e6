using System.Diagnostics;

namespace TurtlGraph.Streaming.Tests;

public class UpdateTimerTests
{
    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(2);

    [Theory]
    [InlineData(1_500_000, 0, true)]
    [InlineData(2_500_000, 0, false)]
    [InlineData(1_500_000, 1, false)]
    public void Only_time_that_was_neither_used_nor_waited_away_counts_as_preempted(long processorNanoseconds, long waits, bool expected)
    {
        var before = new ThreadUsage { ProcessorNanoseconds = 7, VoluntarySwitches = 3 };
        var after = new ThreadUsage { ProcessorNanoseconds = 7 + processorNanoseconds, VoluntarySwitches = 3 + waits };
        Assert.Equal(expected, UpdateTimer.WasPreempted(s_budget, before, after));
    }

    [Fact]
    public void Work_that_takes_longer_than_the_budget_is_over_budget_and_not_preempted()
    {
        var timer = new UpdateTimer();
        timer.Start();
        long start = Stopwatch.GetTimestamp();
        if (ThreadUsage.TryRead(out ThreadUsage first))
        {
            ThreadUsage now = first;
            while (now.ProcessorNanoseconds - first.ProcessorNanoseconds < 5_000_000)
            {
                ThreadUsage.TryRead(out now);
            }
        }
        else
        {
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(5))
            {
            }
        }

        timer.Stop(s_budget);
        Assert.True(timer.IsOverBudget);
        Assert.False(timer.IsPreempted);
    }

    [Fact]
    public void An_update_that_waits_is_not_excused()
    {
        if (!ThreadUsage.TryRead(out ThreadUsage before))
        {
            return;
        }

        using var gate = new ManualResetEventSlim(initialState: false, spinCount: 0);
        gate.Wait(5);
        Assert.True(ThreadUsage.TryRead(out ThreadUsage after));
        Assert.False(UpdateTimer.WasPreempted(s_budget, before, after));
    }
}
