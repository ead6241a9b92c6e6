using BenchmarkDotNet.Attributes;

namespace TurtlGraph.Benchmarks;

/// <summary>Rent and return from pools under BenchmarkDotNet, one thread.</summary>
[MemoryDiagnoser]
public class PoolBenchmarks
{
    private const int Pairs = 1000;

    private readonly PoolCase.Body _arrays = PoolCase.ArrayPool;
    private PoolCase _case = null!;

    [GlobalSetup]
    public void Setup() => _case = new PoolCase();

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void NativePool() => _case.NativePool(0, Pairs);

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void SlotPool() => _case.SlotPool(0, Pairs);

    [Benchmark(OperationsPerInvoke = Pairs, Baseline = true)]
    public void ConcurrentBag() => _case.ConcurrentBag(0, Pairs);

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void ObjectPool() => _case.ObjectPool(0, Pairs);

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void SharedArrayPool() => _arrays(0, Pairs);
}
