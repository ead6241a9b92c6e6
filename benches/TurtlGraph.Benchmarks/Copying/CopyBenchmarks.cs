using BenchmarkDotNet.Attributes;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>Cold copies under BenchmarkDotNet; an operation copies 8 MiB, or one block when that is more.</summary>
public unsafe class CopyBenchmarks
{
    private CopyCase _case = null!;

    [Params(64L << 10, 1L << 20, 4L << 20, 32L << 20, 256L << 20)]
    public long Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _case = new CopyCase();

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [Benchmark(Baseline = true)]
    public double Runtime() => _case.Cold(CopyMethods.Runtime, Bytes);

    [Benchmark]
    public double BlockCopyReadSoon() => _case.Cold(static (from, to, bytes) => BlockCopy.Copy(from, to, bytes), Bytes);

    [Benchmark]
    public double BlockCopyReadLater() => _case.Cold(static (from, to, bytes) => BlockCopy.Copy(from, to, bytes, CopyUse.ReadLater), Bytes);

    [Benchmark]
    public double BlockCopyInParallel() => _case.Cold(static (from, to, bytes) => BlockCopy.CopyInParallel(from, to, bytes, 2), Bytes);
}
