using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Every byte of bandwidth is accounted for, over any window.</summary>
public class BandwidthLawTests
{
    private const double Frame = 1.0 / 60;
    private const int Largest = 2_000_000;

    [Fact]
    public void Accrued_is_granted_and_lost_and_left_to_the_byte_after_every_step()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            BandwidthBuckets buckets = Create(random);
            for (int frame = 0; frame < 300; frame++)
            {
                Step(buckets, random);
                long left = buckets.Burst + Enumerable.Range(0, 4).Sum(buckets.Tokens);
                Assert.Equal(buckets.Accrued, buckets.Granted + buckets.Lost + left);
                Assert.InRange(buckets.Burst, 0, (long)(buckets.BytesPerSecond * 0.26) + Largest);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void In_any_window_no_more_is_granted_than_rate_times_time_and_what_the_buckets_hold_and_a_read_a_class()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var buckets = new BandwidthBuckets(new StreamingOptions { BandwidthBytesPerSecond = 50e6, MinBandwidthBytesPerSecond = 50e6, MaxBandwidthBytesPerSecond = 50e6 });
            var granted = new List<long> { 0 };
            for (int frame = 0; frame < 240; frame++)
            {
                buckets.Advance(Frame, Frame);
                for (int i = random.Next(30); i > 0; i--)
                {
                    int urgency = random.Next(4);
                    if (buckets.CanSpend(urgency))
                    {
                        buckets.Spend(urgency, random.Next(1, Largest));
                    }
                }

                granted.Add(buckets.Granted);
            }

            for (int from = 0; from < granted.Count; from++)
            {
                for (int to = from; to < granted.Count; to++)
                {
                    // A quarter of a second in the buckets, and as much laid by for Critical.
                    double allowed = (50e6 * (((to - from) * Frame) + 0.5)) + (4 * Largest);
                    Assert.True(granted[to] - granted[from] <= allowed, $"{granted[to] - granted[from]} from {from} to {to}");
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_idle_is_laid_by_as_a_burst_that_only_Critical_may_spend()
    {
        var buckets = new BandwidthBuckets(new StreamingOptions { BandwidthBytesPerSecond = 100e6 });
        for (int frame = 0; frame < 60; frame++)
        {
            buckets.Advance(Frame, Frame);
        }

        Assert.Equal(25e6, buckets.Burst, 1.0);
        for (int urgency = 3; urgency > 0; urgency--)
        {
            SpendAll(buckets, urgency);
        }

        Assert.Equal(25e6, buckets.Burst, 1.0);
        SpendAll(buckets, 0);
        Assert.Equal(0, buckets.Burst);
        Assert.InRange(buckets.Granted, 50e6, 50e6 + (4 * 10_000));
    }

    [Fact]
    public void What_was_borrowed_is_given_back_at_the_end_of_the_window_and_what_cannot_be_stays_owed()
    {
        var buckets = new BandwidthBuckets(new StreamingOptions { BandwidthBytesPerSecond = 100e6 });
        SpendAll(buckets, 0);
        Assert.True(Enumerable.Range(0, 4).All(i => buckets.Tokens(i) <= 0), "Critical took all there was");

        // Low's own share of one window is 2.5 MB; it gets besides what Critical owes it.
        for (int frame = 0; frame < 16; frame++)
        {
            buckets.Advance(Frame, Frame);
        }

        Assert.InRange(buckets.Tokens(3), 4.5e6, 5.5e6);
        Assert.InRange(buckets.Tokens(0), -1e6, 1e6);
    }

    [Fact]
    public void The_measured_speed_is_the_ceiling_of_the_rate_but_never_below_the_lowest_rate()
    {
        var buckets = new BandwidthBuckets(new StreamingOptions { BandwidthBytesPerSecond = 200e6 });
        buckets.Advance(Frame, Frame, ceiling: 60e6);
        Assert.Equal(60e6, buckets.BytesPerSecond);
        buckets.Advance(Frame, Frame, ceiling: 1000);
        Assert.Equal(10e6, buckets.BytesPerSecond);
        buckets.Advance(Frame, Frame);
        Assert.Equal(200e6, buckets.BytesPerSecond);
    }

    private static BandwidthBuckets Create(Random random)
    {
        float critical = 0.2f + (0.5f * random.NextSingle());
        float rest = (1 - critical) / 3;
        return new BandwidthBuckets(new StreamingOptions { BandwidthBytesPerSecond = random.Next(1_000_000, 300_000_000), BandwidthShares = [critical, rest, rest, rest] });
    }

    private static void Step(BandwidthBuckets buckets, Random random)
    {
        double seconds = random.NextDouble() * 0.05;
        buckets.Advance(seconds, seconds, random.Next(3) == 0 ? random.Next(1, 100_000_000) : double.PositiveInfinity);
        for (int i = random.Next(20); i > 0; i--)
        {
            int urgency = random.Next(4);
            int bytes = random.Next(1, Largest);
            if (buckets.CanSpend(urgency))
            {
                buckets.Spend(urgency, bytes);
                if (random.Next(5) == 0)
                {
                    buckets.Refund(urgency, random.Next(bytes));
                }
            }
        }
    }

    private static void SpendAll(BandwidthBuckets buckets, int urgency)
    {
        while (buckets.CanSpend(urgency))
        {
            buckets.Spend(urgency, 10_000);
        }
    }
}
