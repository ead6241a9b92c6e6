using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>The memory tiers against the machine and against what the runtime has: reading, copying, arenas, pools, payloads, the profile.</summary>
internal sealed partial class MemorySuite : IQuickSuite
{
    private const int Warmups = 3;
    private const int Rounds = 15;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public string Description => $"medians of {Rounds} interleaved rounds; see the suite copies for all ways to copy";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run() => [.. Read(), .. Copy(), .. Arenas(), .. Pools(), .. Payloads("supertuxkart"), .. Payloads("flythrough"), .. Profile()];

    private static IEnumerable<Measure> Read()
    {
        const int rounds = 7;
        using (var small = new ReadCase(64 << 10, HugePages.None))
        {
            Interleaved.Settle(() => small.Dependent(1000), () => small.Independent(1000), () => small.InOrder(1));
        }

        foreach (var bytes in new[] { 64L << 10, 1 << 20, 16 << 20, 256 << 20, 1 << 30 })
        {
            using var normal = new ReadCase(bytes, HugePages.None);
            using var huge = new ReadCase(bytes, HugePages.Transparent);
            var steps = (int)Math.Clamp(bytes / CacheLine.Size, 100_000, 300_000);
            var read = Interleaved.Medians(
                1, rounds,
                () => huge.Dependent(steps), () => normal.Dependent(steps),
                () => huge.Independent(8 * steps), () => normal.Independent(8 * steps),
                () => huge.InOrder(8 << 20), () => normal.InOrder(8 << 20));
            var size = CopySuite.Words(bytes);
            yield return new Measure($"random read, dependent, {size}, huge pages", read[0], "ns/line", Goal.None, "normal pages", read[1]);
            yield return new Measure($"random read, independent, {size}, huge pages", read[2], "ns/line", Goal.None, "normal pages", read[3]);
            yield return new Measure($"read in order, {size}, huge pages", read[4], "GB/s", Goal.None, "normal pages", read[5]);
        }
    }

    private static IEnumerable<Measure> Copy()
    {
        using var run = new CopyCase();
        foreach (var measure in Copy(run))
        {
            yield return measure;
        }
    }

    private static unsafe List<Measure> Copy(CopyCase run)
    {
        const string runtime = "Buffer.MemoryCopy";
        var measures = new List<Measure>();
        CopyCase.Method copy = static (from, to, bytes) => BlockCopy.Copy(from, to, bytes);
        CopyCase.Method later = static (from, to, bytes) => BlockCopy.Copy(from, to, bytes, CopyUse.ReadLater);
        CopyCase.Method parallel = static (from, to, bytes) => BlockCopy.CopyInParallel(from, to, bytes, 2);
        Interleaved.Settle(
            () => run.Warm(copy, 4 << 10), () => run.Warm(CopyMethods.Runtime, 4 << 10), () => run.Cold(later, 64 << 10), () => run.Cold(parallel, 64 << 10));
        foreach (var bytes in new[] { 4L << 10, 256 << 10, 4 << 20 })
        {
            var size = CopySuite.Words(bytes);
            var warm = Interleaved.Medians(Warmups, Rounds, () => run.Warm(copy, bytes), () => run.Warm(CopyMethods.Runtime, bytes));
            measures.Add(new Measure($"copy, {size}, in the caches", warm[0], "GB/s", Goal.RatioAtLeast(0.95), runtime, warm[1]));
        }

        foreach (var bytes in new[] { 256L << 10, 4 << 20 })
        {
            var size = CopySuite.Words(bytes);
            var cold = Interleaved.Medians(Warmups, Rounds, () => run.Cold(later, bytes), () => run.Cold(CopyMethods.Runtime, bytes));
            measures.Add(new Measure($"copy, {size}, cold and read later", cold[0], "GB/s", Goal.RatioAtLeast(1.2), runtime, cold[1]));
        }

        foreach (var bytes in new[] { 32L << 20, 256 << 20 })
        {
            var size = CopySuite.Words(bytes);
            var large = Interleaved.Medians(
                1, bytes > 64 << 20 ? 15 : 61, () => run.Cold(copy, bytes), () => run.Cold(parallel, bytes), () => run.Cold(CopyMethods.Runtime, bytes));
            measures.Add(new Measure($"copy, {size}", large[0], "GB/s", Goal.RatioAtLeast(1.2), runtime, large[2]));
            measures.Add(new Measure($"copy, {size}, 2 threads", large[1], "GB/s", Goal.RatioAtLeast(1.2), runtime, large[2]));
        }

        return measures;
    }

    /// <summary>Page faults of a second run, when all memory is there.</summary>
    private static Measure Faults(string what, Action body)
    {
        body();
        var before = PageFaults.OfThread();
        body();
        return new Measure($"page faults, {what}, warm", PageFaults.OfThread().Since(before).Minor, "faults", Goal.ValueAtMost(0));
    }

    private static Measure Bytes(string what, Action body) =>
        new($"managed bytes, {what}", Interleaved.ManagedBytes(body), "bytes", Goal.ValueAtMost(0));
}
