using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace TurtlGraph.Benchmarks;

/// <summary>Position += velocity over a million entities, against the same loop over arrays.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class IterateBenchmarks
{
    private const int Entities = 1_000_000;
    private IterateCase _case = null!;

    [GlobalSetup]
    public void Setup() => _case = new IterateCase(Entities);

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [BenchmarkCategory("1 axis")]
    [Benchmark(OperationsPerInvoke = Entities)]
    public void OneAxis() => _case.OneAxis();

    [BenchmarkCategory("1 axis")]
    [Benchmark(OperationsPerInvoke = Entities, Baseline = true)]
    public void OneAxisArrays() => _case.OneAxisFloor();

    [BenchmarkCategory("3 axes")]
    [Benchmark(OperationsPerInvoke = Entities)]
    public void ThreeAxes() => _case.ThreeAxes();

    [BenchmarkCategory("3 axes")]
    [Benchmark(OperationsPerInvoke = Entities, Baseline = true)]
    public void ThreeAxesArrays() => _case.ThreeAxesFloor();
}
