namespace TurtlGraph.Flythrough.Tests;

public class NeedAccountingTests
{
    private readonly NeedAccounting _need = new([100, 20, 3], lateCapacity: 16);
    private double _time;

    [Fact]
    public void The_hit_ratio_is_resident_of_needed_asset_frames()
    {
        Frame((0, false), (1, true));
        Frame((0, true), (1, true));
        Assert.Equal((4L, 3L, 0.75), (_need.NeededAssetFrames, _need.ResidentAssetFrames, _need.NeedHitRatio));
        Assert.Equal((2, 2), _need.LastFrame);
    }

    [Fact]
    public void Nothing_needed_is_a_ratio_of_one() => Assert.Equal(1.0, _need.NeedHitRatio);

    [Fact]
    public void Late_runs_from_first_needed_until_resident()
    {
        Frame((0, false));
        Frame((0, false));
        Frame((0, true));
        Assert.Equal((1L, 200.0), (_need.LateMilliseconds.Count, _need.LateMilliseconds.Percentile(1)), Tolerant);
    }

    [Fact]
    public void What_is_resident_at_once_is_not_late()
    {
        Frame((0, true));
        Frame((0, true));
        _need.Finish(_time);
        Assert.Equal(0, _need.LateMilliseconds.Count);
    }

    [Fact]
    public void What_never_comes_is_late_until_it_is_no_longer_needed()
    {
        Frame((0, false));
        Frame((0, false));
        Frame();
        Frame((0, true));
        Assert.Equal((1L, 200.0), (_need.LateMilliseconds.Count, _need.LateMilliseconds.Percentile(1)), Tolerant);
    }

    [Fact]
    public void The_end_of_the_flight_ends_what_is_late()
    {
        Frame((0, false), (1, false));
        _need.Finish(0.5);
        Assert.Equal((2L, 500.0), (_need.LateMilliseconds.Count, _need.LateMilliseconds.Percentile(1)), Tolerant);
    }

    [Fact]
    public void Losing_a_needed_asset_is_counted_and_late_again()
    {
        Frame((0, true));
        Frame((0, false));
        Frame((0, true));
        Assert.Equal((1L, 1L, 100.0), (_need.LostWhileNeeded, _need.LateMilliseconds.Count, _need.LateMilliseconds.Percentile(1)));
    }

    [Fact]
    public void Needing_again_what_was_dropped_meanwhile_is_not_losing_it()
    {
        Frame((0, true));
        Frame();
        Frame((0, false));
        Assert.Equal(0, _need.LostWhileNeeded);
    }

    [Fact]
    public void Bytes_needed_counts_each_asset_once()
    {
        Frame((0, false), (2, true));
        Frame((0, true));
        Assert.Equal(103, _need.BytesNeeded);
    }

    [Fact]
    public void Read_and_dropped_without_need_is_wasted()
    {
        _need.Loaded(1);
        Frame((0, true));
        _need.Dropped(1);
        Assert.Equal(20, _need.BytesWasted);
    }

    [Fact]
    public void Read_while_needed_or_needed_later_is_not_wasted()
    {
        Frame((0, false));
        _need.Loaded(0);
        _need.Loaded(1);
        Frame((0, true));
        Frame((1, true));
        Frame();
        Frame();
        _need.Dropped(0);
        _need.Dropped(1);
        Assert.Equal(0, _need.BytesWasted);
    }

    [Fact]
    public void A_second_read_without_need_is_wasted_although_the_first_was_not()
    {
        _need.Loaded(0);
        Frame((0, true));
        Frame();
        Frame();
        _need.Dropped(0);
        _need.Loaded(0);
        _need.Dropped(0);
        Assert.Equal(100, _need.BytesWasted);
    }

    [Fact]
    public void What_is_rescued_was_not_dropped()
    {
        _need.Loaded(0);
        _need.Dropped(0);
        _need.Rescued(0);
        Assert.Equal(0, _need.BytesWasted);
        Frame((0, true));
        Frame();
        Frame();
        _need.Dropped(0);
        Assert.Equal(0, _need.BytesWasted);
    }

    [Fact]
    public void What_is_rescued_and_dropped_for_good_is_wasted_once()
    {
        _need.Loaded(0);
        _need.Dropped(0);
        _need.Rescued(0);
        _need.Dropped(0);
        Assert.Equal(100, _need.BytesWasted);
    }

    [Fact]
    public void What_stays_in_memory_is_not_wasted()
    {
        _need.Loaded(0);
        Frame();
        _need.Finish(_time);
        Assert.Equal(0, _need.BytesWasted);
    }

    [Fact]
    public void A_frame_allocates_nothing()
    {
        Frame((0, false), (1, true));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _need.BeginFrame(_time += 0.1);
            _need.Observe(i % 3, (i & 1) == 0);
            _need.EndFrame();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static bool Tolerant((long Count, double Milliseconds) a, (long Count, double Milliseconds) b) =>
        a.Count == b.Count && Math.Abs(a.Milliseconds - b.Milliseconds) < 0.001;

    /// <summary>A frame each tenth of a second, from 0.</summary>
    private void Frame(params (int Asset, bool Resident)[] needed)
    {
        _need.BeginFrame(_time);
        foreach ((int asset, bool resident) in needed)
        {
            _need.Observe(asset, resident);
        }

        _need.EndFrame();
        _time += 0.1;
    }
}
