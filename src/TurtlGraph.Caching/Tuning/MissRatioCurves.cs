using System.Numerics;

namespace TurtlGraph.Caching;

/// <summary>
/// What each policy misses at each size. A long trace is sampled by the hash of its objects, and policies run in caches of the sampled
/// share of the size (miniature simulation: Waldspurger et al., USENIX ATC 2017); several independent samples tell how far off that may be.
/// </summary>
public sealed class MissRatioCurves
{
    /// <summary>A cache of fewer sampled objects is too coarse; then more of the objects are taken.</summary>
    private const long LeastObjectsInCache = 1024;

    /// <summary>Student's t for 95 % and four degrees of freedom.</summary>
    private const double StudentT = 2.776;

    private readonly CacheTrace _trace;
    private readonly CurveOptions _options;
    private readonly CacheSimulator _whole;
    private readonly TraceSampler _sampler;
    private readonly long _requestedBytes;

    private MissRatioCurves(CacheTrace trace, CurveOptions options)
    {
        _trace = trace;
        _options = options;
        _whole = new CacheSimulator(trace);
        _sampler = new TraceSampler(trace);
        _requestedBytes = trace.HasSizes ? Sum(trace.Sizes.Span) : trace.Count;
    }

    /// <summary>Works out all points, policy by policy and size by size.</summary>
    /// <param name="trace">The requests.</param>
    /// <param name="options">Which points, and how exactly.</param>
    /// <param name="progress">Told the share that is done; by any thread.</param>
    /// <param name="interrupt">Ends it early.</param>
    /// <exception cref="ArgumentException">No policy has a name, or there is nothing to work out.</exception>
    public static IReadOnlyList<CurvePoint> Of(CacheTrace trace, CurveOptions options, IProgress<double>? progress = null, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var curves = new MissRatioCurves(trace, options);
        (string Policy, long Size)[] cells = [.. from policy in options.Policies from size in options.Sizes select (policy, size)];
        var points = new CurvePoint[cells.Length];
        int done = 0;
        Parallel.For(0, cells.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = interrupt }, i =>
        {
            points[i] = curves.Point(cells[i].Policy, cells[i].Size, interrupt);
            progress?.Report((double)Interlocked.Increment(ref done) / cells.Length);
        });
        return points;
    }

    private static long Sum(ReadOnlySpan<uint> sizes)
    {
        long sum = 0;
        foreach (uint size in sizes)
        {
            sum += size;
        }

        return sum;
    }

    private CurvePoint Point(string policy, long size, CancellationToken interrupt)
    {
        var cell = new SimulationCell { Policy = policy, Size = size, Unit = _options.Unit };
        int halvings = HalvingsFor(size);
        if (halvings == 0)
        {
            SimulationResult exact = _whole.Run(cell, interrupt);
            return new CurvePoint(policy, size, exact.MissRatio, exact.ByteMissRatio, 0, 0, 1);
        }

        (Interval misses, Interval bytes) = Sampled(cell, halvings, interrupt);
        (Interval coarseMisses, Interval coarseBytes) = Sampled(cell, halvings + 1, interrupt);

        // Chance is what the samples differ by; what a policy does otherwise in a small cache shows in a cache half as large.
        return new CurvePoint(
            policy,
            size,
            Math.Min(1, misses.Mean),
            Math.Min(1, bytes.Mean),
            misses.Error + Math.Abs(coarseMisses.Mean - misses.Mean),
            bytes.Error + Math.Abs(coarseBytes.Mean - bytes.Mean),
            Math.Pow(2, -halvings));
    }

    /// <summary>The five samples of one share.</summary>
    private (Interval Misses, Interval Bytes) Sampled(SimulationCell cell, int halvings, CancellationToken interrupt)
    {
        Span<double> misses = stackalloc double[CurveOptions.Samples];
        Span<double> bytes = stackalloc double[CurveOptions.Samples];
        double share = Math.Pow(2, -halvings);
        SimulationCell small = cell with { Size = Math.Max(1, (long)Math.Round(cell.Size * share)) };
        for (int i = 0; i < CurveOptions.Samples; i++)
        {
            // Misses are counted of the requests that were to be expected, not of those that came: how often the few objects with most requests
            // are sampled is chance, and they hit (the adjustment of SHARDS).
            SimulationResult result = new CacheSimulator(_sampler.Sample(halvings, i)).Run(small, interrupt);
            misses[i] = result.Misses / (_trace.Count * share);
            bytes[i] = result.MissedBytes / (_requestedBytes * share);
        }

        return (IntervalOf(misses), IntervalOf(bytes));
    }

    private static Interval IntervalOf(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        foreach (double value in values)
        {
            mean += value / values.Length;
        }

        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return new Interval(mean, StudentT * Math.Sqrt(squares / (values.Length - 1) / values.Length));
    }

    /// <summary>How often the objects are halved: as often as the trace is too long, unless the cache gets too small by it.</summary>
    private int HalvingsFor(long size)
    {
        long excess = (long)_trace.Count * CurveOptions.Samples / _options.RequestsPerPoint;
        if (_trace.Count <= _options.RequestsPerPoint || excess < 2)
        {
            return 0;
        }

        TraceFootprint footprint = _trace.Footprint;
        long objects = _options.Unit == CacheUnit.Objects ? size : (long)(size / Math.Max(1, (double)footprint.Bytes / footprint.Objects));
        int wanted = BitOperations.Log2((ulong)excess);
        int possible = BitOperations.Log2((ulong)Math.Max(1, objects / LeastObjectsInCache));

        // Five samples and five of half their share must cost less than the whole.
        int halvings = Math.Min(wanted, possible);
        return halvings < 3 ? 0 : halvings;
    }

    private readonly record struct Interval(double Mean, double Error);
}
