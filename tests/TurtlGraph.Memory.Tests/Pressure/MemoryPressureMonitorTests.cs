namespace TurtlGraph.Memory.Tests;

public sealed class MemoryPressureMonitorTests : IDisposable
{
    private readonly ScriptedSource _first = new("first");
    private readonly ScriptedSource _second = new("second");
    private readonly MemoryPressureMonitor _monitor;

    public MemoryPressureMonitorTests() => _monitor = new MemoryPressureMonitor(
        new MemoryPressureOptions { IsManual = true, WatchesSystem = false, Sources = [_first, _second] });

    public void Dispose() => _monitor.Dispose();

    [Theory]
    [InlineData(0.69, MemoryPressure.None, PressureAction.None)]
    [InlineData(0.70, MemoryPressure.Low, PressureAction.None)]
    [InlineData(0.74, MemoryPressure.Low, PressureAction.None)]
    [InlineData(0.75, MemoryPressure.Low, PressureAction.Shrink)]
    [InlineData(0.85, MemoryPressure.Medium, PressureAction.Shrink)]
    [InlineData(0.89, MemoryPressure.Medium, PressureAction.Shrink)]
    [InlineData(0.90, MemoryPressure.Medium, PressureAction.Emergency)]
    [InlineData(0.95, MemoryPressure.High, PressureAction.Emergency)]
    [InlineData(1.50, MemoryPressure.High, PressureAction.Emergency)]
    public void Rising_use_passes_every_threshold(double share, MemoryPressure level, PressureAction action)
    {
        _first.Share = share;
        var state = _monitor.Sample();
        Assert.Equal((level, action), (state.Level, state.Action));
        Assert.Equal(level == MemoryPressure.None ? null : "first", state.Source);
        Assert.Equal(state, _monitor.State);
    }

    [Theory]
    [InlineData(0.96, 0.93, MemoryPressure.High, PressureAction.Emergency)]
    [InlineData(0.96, 0.91, MemoryPressure.Medium, PressureAction.Emergency)]
    [InlineData(0.96, 0.88, MemoryPressure.Medium, PressureAction.Emergency)]
    [InlineData(0.96, 0.86, MemoryPressure.Medium, PressureAction.Shrink)]
    [InlineData(0.96, 0.81, MemoryPressure.Low, PressureAction.Shrink)]
    [InlineData(0.96, 0.73, MemoryPressure.Low, PressureAction.Shrink)]
    [InlineData(0.96, 0.71, MemoryPressure.Low, PressureAction.None)]
    [InlineData(0.96, 0.66, MemoryPressure.None, PressureAction.None)]
    [InlineData(0.76, 0.73, MemoryPressure.Low, PressureAction.Shrink)]
    [InlineData(0.72, 0.68, MemoryPressure.Low, PressureAction.None)]
    public void Falling_use_leaves_each_three_percent_below_its_threshold(double high, double low, MemoryPressure level, PressureAction action)
    {
        _first.Share = high;
        _monitor.Sample();
        _first.Share = low;
        var state = _monitor.Sample();
        Assert.Equal((level, action), (state.Level, state.Action));
    }

    [Fact]
    public void Use_that_swings_inside_the_hysteresis_changes_nothing()
    {
        _first.Share = 0.91;
        var changes = _monitor.Sample().Changes;
        for (var i = 0; i < 20; i++)
        {
            _first.Share = i % 2 == 0 ? 0.875 : 0.945;
            _monitor.Sample();
        }

        Assert.Equal(changes, _monitor.State.Changes);
        Assert.Equal(PressureAction.Emergency, _monitor.State.Action);
    }

    [Fact]
    public void The_source_that_presses_most_is_named_and_others_may_rest()
    {
        _first.Share = 0.72;
        _second.Share = 0.92;
        Assert.Equal("second", _monitor.Sample().Source);
        _second.Share = 0.1;
        var state = _monitor.Sample();
        Assert.Equal(("first", MemoryPressure.Low, PressureAction.None), (state.Source, state.Level, state.Action));
        _first.Share = 0.1;
        Assert.Null(_monitor.Sample().Source);
        Assert.Equal((MemoryPressure.Medium, PressureAction.Emergency, "second"), (_monitor.Peak.Level, _monitor.Peak.Action, _monitor.Peak.Source));
    }

    [Fact]
    public void A_source_that_falls_silent_presses_no_more()
    {
        _first.Share = 0.97;
        _monitor.Sample();
        _first.Share = null;
        Assert.Equal(MemoryPressure.None, _monitor.Sample().Level);
        Assert.False(_monitor.Sources[0].IsTold);

        // When it speaks again it begins anew, without a level of old.
        _first.Share = 0.94;
        Assert.Equal(MemoryPressure.Medium, _monitor.Sample().Level);
    }

    [Fact]
    public void Changes_tell_an_owner_whether_there_is_news()
    {
        var before = _monitor.Sample().Changes;
        _first.Share = 0.5;
        Assert.Equal(before, _monitor.Sample().Changes);
        _first.Share = 0.8;
        Assert.Equal(before + 1, _monitor.Sample().Changes);
        _first.Share = 0.81;
        Assert.Equal(before + 1, _monitor.Sample().Changes);
    }

    [Fact]
    public void A_manual_monitor_looks_only_when_told()
    {
        Assert.Equal((0, 0), (_first.Reads, _monitor.Samples));
        _monitor.Sample();
        Assert.Equal((1, 1), (_first.Reads, _monitor.Samples));
    }

    [Fact]
    public void The_figures_of_each_source_are_kept_for_reports()
    {
        _second.Share = 0.8;
        _monitor.Sample();
        var second = _monitor.Sources[1];
        Assert.Equal(("second", 800, 1000, PressureAction.Shrink), (second.Name, second.Reading.UsedBytes, second.Reading.LimitBytes, second.Action));
    }

    [Fact]
    public void Disposing_disposes_the_sources_and_stops_looking()
    {
        _monitor.Sample();
        _monitor.Dispose();
        _monitor.Sample();
        Assert.True(_first.IsDisposed && _second.IsDisposed);
        Assert.Equal(1, _first.Reads);
    }

    [Fact]
    public void Its_own_thread_looks_until_it_is_disposed()
    {
        using var seen = new ManualResetEventSlim();
        var reads = 0;
        var source = new BudgetPressureSource(
            () =>
            {
                if (Interlocked.Increment(ref reads) == 3)
                {
                    seen.Set();
                }

                return 80;
            },
            100);
        var monitor = new MemoryPressureMonitor(new MemoryPressureOptions { WatchesSystem = false, Interval = TimeSpan.FromMilliseconds(10), Sources = [source] });

        // The first look is taken at once, so that a game that starts under pressure knows it.
        Assert.Equal(PressureAction.Shrink, monitor.State.Action);
        Assert.True(seen.Wait(TimeSpan.FromSeconds(30)));
        monitor.Dispose();
        monitor.Dispose();
        Assert.Equal(monitor.Samples, Volatile.Read(ref reads));
        monitor.Sample();
        Assert.Equal(monitor.Samples, Volatile.Read(ref reads));
    }

    [Fact]
    public void A_budget_is_measured_against_what_the_profile_has_committed()
    {
        var profile = new MemoryProfile();
        using var account = profile.Open("a", MemoryTier.Arena);
        using var budget = new BudgetPressureSource(profile, 1000);
        account.Committed(760);
        Assert.True(budget.TryRead(out var reading));
        Assert.Equal(new PressureReading(0.76, 760, 1000), reading);
        budget.BudgetBytes = 2000;
        Assert.True(budget.TryRead(out reading));
        Assert.Equal(0.38, reading.Share);
    }

    [Fact]
    public void Looking_at_the_system_allocates_nothing_once_warm()
    {
        using var monitor = new MemoryPressureMonitor(new MemoryPressureOptions { IsManual = true });
        monitor.Sample();
        monitor.Sample();

        // A collection that other tests cause is asked about once, which allocates; one of several rounds sees none.
        var isFree = false;
        for (var round = 0; round < 20 && !isFree; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            monitor.Sample();
            _ = monitor.State.Source;
            isFree = GC.GetAllocatedBytesForCurrentThread() == before;
        }

        Assert.True(isFree);
    }
}
