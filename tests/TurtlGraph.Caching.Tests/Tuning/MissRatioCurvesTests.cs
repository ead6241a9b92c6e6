namespace TurtlGraph.Caching.Tests;

public sealed class MissRatioCurvesTests
{
    private static readonly string[] s_policies = ["lru", "fifo", "clock", "sieve", "s3fifo", "arc"];

    [Fact]
    public void A_short_trace_is_run_whole()
    {
        CacheTrace trace = Zipf(5_000, 800, seed: 1);
        var points = MissRatioCurves.Of(trace, new CurveOptions { Policies = s_policies, Sizes = [10, 100] });

        Assert.Equal(s_policies.Length * 2, points.Count);
        Assert.All(points, point =>
        {
            Assert.Equal((0, 0, 1), (point.Error, point.ByteError, point.SampledShare));
            Assert.Equal(new CacheSimulator(trace).Run(new SimulationCell { Policy = point.Policy, Size = point.Size }).MissRatio, point.MissRatio);
        });
    }

    [Fact]
    public void A_sampled_curve_lies_as_near_as_it_says()
    {
        CacheTrace trace = Zipf(400_000, 100_000, seed: 2);
        var points = MissRatioCurves.Of(trace, new CurveOptions { Policies = s_policies, Sizes = [8192, 16_384, 32_768], RequestsPerPoint = 200_000 });

        int near = points.Count(point =>
        {
            double exact = new CacheSimulator(trace).Run(new SimulationCell { Policy = point.Policy, Size = point.Size }).MissRatio;
            Assert.True(point.SampledShare < 1);
            Assert.InRange(point.MissRatio, exact - 0.03, exact + 0.03);
            return Math.Abs(exact - point.MissRatio) <= point.Error;
        });

        // A 95 % interval may miss; of 18 points three at most.
        Assert.InRange(near, points.Count - 3, points.Count);
    }

    [Fact]
    public void A_sample_has_all_requests_of_an_object_or_none()
    {
        CacheTrace trace = Zipf(50_000, 5_000, seed: 3);
        CacheTrace sample = new TraceSampler(trace).Sample(3, 0);
        ulong[] all = trace.Keys.ToArray(), taken = sample.Keys.ToArray();
        var objects = taken.ToHashSet();

        Assert.Equal(all.Where(objects.Contains), taken);
        Assert.InRange(objects.Count / (double)trace.Footprint.Objects, 0.09, 0.16);
    }

    [Fact]
    public void A_curve_is_straight_over_the_logarithm_of_the_size()
    {
        var curve = new MissCurve([Point(400, 0.2), Point(100, 0.6)]);

        Assert.Equal(1, curve.At(0).MissRatio);
        Assert.Equal(0.8, curve.At(50).MissRatio, 9);
        Assert.Equal(0.4, curve.At(200).MissRatio, 9);
        Assert.Equal(0.2, curve.At(1e9).MissRatio);
    }

    [Fact]
    public void Memory_is_compressed_where_loads_are_dear_and_not_where_nothing_is_gained()
    {
        var curve = new MissCurve([Point(1000, 0.5), Point(2000, 0.2), Point(4000, 0.1)]);
        var model = new TierModel { MemoryBytes = 1000, CompressionRatio = 3, Origin = new DeviceCost(0.05, 1e6) };

        Assert.InRange(TierSplit.Best(curve, model, 100).CompressedBytes, 400, 1000);
        Assert.Equal(0, TierSplit.Best(curve, model with { CompressionRatio = 1 }, 100).CompressedBytes);
        Assert.Equal(0, TierSplit.Best(curve, model with { Decompression = new DeviceCost(1, 1) }, 100).CompressedBytes);
    }

    [Fact]
    public void All_tiers_together_answer_what_one_cache_of_their_size_answers()
    {
        var curve = new MissCurve([Point(1000, 0.5), Point(2000, 0.2), Point(4000, 0.1)]);
        TierSplit split = TierSplit.Best(curve, new TierModel { MemoryBytes = 1000, DiskBytes = 3000 }, 100);

        Assert.Equal((1000, 0, 3000), (split.RawBytes, split.CompressedBytes, split.DiskBytes));
        Assert.Equal(0.9, split.RawHits + split.CompressedHits + split.DiskHits, 9);
    }

    private static CurvePoint Point(long size, double miss) => new("lru", size, miss, miss, 0, 0, 1);

    /// <summary>Requests whose ranks follow a power law, their objects in no order.</summary>
    private static CacheTrace Zipf(int requests, int objects, int seed)
    {
        var random = new Random(seed);
        return new CacheTrace(Enumerable.Range(0, requests).Select(_ => (ulong)Math.Pow(objects, random.NextDouble()) * 7919).ToArray());
    }
}
