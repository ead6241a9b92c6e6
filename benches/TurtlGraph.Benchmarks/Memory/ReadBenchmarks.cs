using BenchmarkDotNet.Attributes;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>Reading a block at random and in order under BenchmarkDotNet.</summary>
public class ReadBenchmarks
{
    private const int Steps = 100_000;

    private ReadCase _case = null!;

    [Params(64L << 10, 1L << 20, 16L << 20, 256L << 20, 1L << 30)]
    public long Bytes { get; set; }

    [Params(HugePages.None, HugePages.Transparent)]
    public HugePages Pages { get; set; }

    [GlobalSetup]
    public void Setup() => _case = new ReadCase(Bytes, Pages);

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [Benchmark(OperationsPerInvoke = Steps)]
    public double Dependent() => _case.Dependent(Steps);

    [Benchmark(OperationsPerInvoke = Steps)]
    public double Independent() => _case.Independent(Steps);

    [Benchmark]
    public double InOrder() => _case.InOrder(1);
}
