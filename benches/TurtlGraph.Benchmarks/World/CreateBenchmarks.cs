using BenchmarkDotNet.Attributes;

namespace TurtlGraph.Benchmarks;

/// <summary>Creating a million entities in a world whose memory is warm.</summary>
[MemoryDiagnoser]
public class CreateBenchmarks
{
    private const int Entities = 1_000_000;
    private ChurnCase _case = null!;

    [GlobalSetup]
    public void Setup()
    {
        _case = new ChurnCase(Entities);
        _case.Refill();
    }

    [IterationSetup]
    public void Empty() => _case.Reset();

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [Benchmark(OperationsPerInvoke = Entities)]
    public void OneByOne() => _case.CreateEach();

    [Benchmark(OperationsPerInvoke = Entities)]
    public void InBulk() => _case.CreateBulk();

    [Benchmark(OperationsPerInvoke = Entities, Baseline = true)]
    public void Arrays() => _case.CreateFloor();
}
