using BenchmarkDotNet.Attributes;

namespace TurtlGraph.Benchmarks;

/// <summary>Giving a million entities a component and taking it again, and reading one in random order.</summary>
[MemoryDiagnoser]
public class ChangeBenchmarks
{
    private const int Entities = 1_000_000;
    private ChurnCase _case = null!;

    [GlobalSetup]
    public void Setup()
    {
        _case = new ChurnCase(Entities);
        _case.Refill();
    }

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    /// <summary>One of each an operation, so that every invocation finds the world as the last one did.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Entities)]
    public void AddThenRemove()
    {
        _case.Add();
        _case.Remove();
    }

    [Benchmark(OperationsPerInvoke = Entities)]
    public float RandomGet() => _case.RandomGet();

    [Benchmark(OperationsPerInvoke = Entities)]
    public float RandomReadOfArray() => _case.RandomGetFloor();
}
