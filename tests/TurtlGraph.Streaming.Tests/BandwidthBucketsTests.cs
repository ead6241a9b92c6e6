using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Streaming.Tests;

public class BandwidthBucketsTests
{
    private const double Frame = 1.0 / 60;

    private static BandwidthBuckets Create()
    {
        return new BandwidthBuckets(new StreamingOptions { BandwidthBytesPerSecond = 100e6 });
    }

    [Fact]
    public void Over_any_run_the_bytes_granted_are_at_most_rate_times_time_plus_burst_plus_one_read_a_class()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            BandwidthBuckets buckets = Create();
            const int largest = 3_000_000;
            double seconds = 0;
            for (int frame = 0; frame < 600; frame++)
            {
                buckets.Advance(Frame, Frame);
                seconds += Frame;
                for (int i = 0; i < 20; i++)
                {
                    int urgency = random.Next(4);
                    if (buckets.CanSpend(urgency))
                    {
                        buckets.Spend(urgency, random.Next(1, largest));
                    }
                }
            }

            double allowed = (100e6 * (seconds + 0.25)) + (4 * largest);
            Assert.True(buckets.Granted <= allowed, $"{buckets.Granted} of {allowed}");
            Assert.True(buckets.Granted >= 100e6 * seconds * 0.9, "the bandwidth is used");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void One_class_alone_gets_all_the_bandwidth()
    {
        foreach (int urgency in (int[])[0, 1, 2, 3])
        {
            BandwidthBuckets buckets = Create();
            for (int frame = 0; frame < 600; frame++)
            {
                buckets.Advance(Frame, Frame);
                while (buckets.CanSpend(urgency))
                {
                    buckets.Spend(urgency, 10_000);
                }
            }

            Assert.InRange(buckets.Granted, 0.97 * 1e9, 1.05 * 1e9);
        }
    }

    [Fact]
    public void A_class_borrows_only_from_less_urgent_ones()
    {
        BandwidthBuckets buckets = Create();
        while (buckets.CanSpend(3))
        {
            buckets.Spend(3, 10_000);
        }

        Assert.True(buckets.CanSpend(0), "Low has not taken Critical's tokens");
        while (buckets.CanSpend(0))
        {
            buckets.Spend(0, 10_000);
        }

        Assert.False(buckets.CanSpend(1));
        Assert.False(buckets.CanSpend(2));
    }

    [Fact]
    public void Under_full_load_no_class_starves()
    {
        BandwidthBuckets buckets = Create();
        var granted = new long[4];
        for (int frame = 0; frame < 600; frame++)
        {
            buckets.Advance(Frame, Frame);
            for (int urgency = 3; urgency >= 0; urgency--)
            {
                while (buckets.Tokens(urgency) > 0)
                {
                    buckets.Spend(urgency, 10_000);
                    granted[urgency] += 10_000;
                }
            }
        }

        Assert.All(granted, bytes => Assert.True(bytes > 0.05 * 1e9, $"{bytes}"));
    }

    [Fact]
    public void Long_frames_lower_the_rate_and_short_busy_ones_raise_it_within_the_bounds()
    {
        BandwidthBuckets buckets = Create();
        for (int frame = 0; frame < 60; frame++)
        {
            buckets.Advance(Frame * 1.5, Frame * 1.5);
        }

        double lowered = buckets.BytesPerSecond;
        Assert.InRange(lowered, 10e6, 70e6);
        for (int frame = 0; frame < 6000; frame++)
        {
            buckets.Advance(Frame, Frame * 0.5);
            while (buckets.CanSpend(0))
            {
                buckets.Spend(0, 100_000);
            }
        }

        Assert.Equal(1e9, buckets.BytesPerSecond, 1e3);
        for (int frame = 0; frame < 6000; frame++)
        {
            buckets.Advance(Frame * 2, Frame * 2);
        }

        Assert.Equal(10e6, buckets.BytesPerSecond, 1e3);
    }

    [Fact]
    public void A_refund_leaves_the_books_as_they_were()
    {
        BandwidthBuckets buckets = Create();
        double before = buckets.Tokens(0);
        buckets.Spend(0, 1000);
        buckets.Refund(0, 1000);
        Assert.Equal(before, buckets.Tokens(0));
        Assert.Equal(0, buckets.Granted);
    }
}
