namespace TurtlGraph.Flythrough.Tests;

public class UpdateMeterTests
{
    private static readonly ThreadUsage Before = new(1_000_000, 5, 5);

    [Fact]
    public void Within_the_budget_nothing_else_counts() =>
        Assert.Equal(UpdateVerdict.InBudget, UpdateMeter.Judge(1999, 2000, Before, new ThreadUsage(9_000_000, 9, 9), 3));

    [Fact]
    public void Losing_the_processor_while_its_own_work_fits_is_preemption() =>
        Assert.Equal(UpdateVerdict.Preempted, UpdateMeter.Judge(9000, 2000, Before, new ThreadUsage(1_500_000, 5, 6), 0));

    [Fact]
    public void Too_much_work_is_over_budget_even_when_preempted() =>
        Assert.Equal(UpdateVerdict.OverBudget, UpdateMeter.Judge(9000, 2000, Before, new ThreadUsage(4_000_000, 5, 6), 0));

    [Fact]
    public void Waiting_is_over_budget() =>
        Assert.Equal(UpdateVerdict.OverBudget, UpdateMeter.Judge(9000, 2000, Before, new ThreadUsage(1_500_000, 6, 6), 2));

    [Fact]
    public void Time_the_host_stole_is_preemption() =>
        Assert.Equal(UpdateVerdict.Preempted, UpdateMeter.Judge(9000, 2000, Before, new ThreadUsage(1_500_000, 5, 5), 1));

    [Fact]
    public void Without_counters_the_code_is_to_blame() =>
        Assert.Equal(UpdateVerdict.OverBudget, UpdateMeter.Judge(9000, 2000, default, default, 0));

    [Fact]
    public void Metering_an_update_allocates_nothing_and_counts_it()
    {
        using UpdateMeter meter = new(TimeSpan.FromMinutes(1), 100);
        meter.Begin();
        meter.End();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            meter.Begin();
            meter.End();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal((51L, 0L, 0L), (meter.Microseconds.Count, meter.OverBudget, meter.Preempted));
    }

    [Theory]
    [InlineData("cpu  10 20 30 40 50 60 70 80 90 100\ncpu0 1 2 3 4 5 6 7 8 9 10\n", 80)]
    [InlineData("cpu  10 20 30\n", 0)]
    [InlineData("", 0)]
    [InlineData("intr 1 2 3 4 5 6 7 8 9", 0)]
    public void Stolen_ticks_are_the_eighth_field_of_the_first_line(string text, long expected) =>
        Assert.Equal(expected, StealClock.Parse(System.Text.Encoding.ASCII.GetBytes(text)));
}
