using BenchmarkDotNet.Attributes;

namespace TurtlGraph.Benchmarks;

/// <summary>Blocks of a frame from arenas, the heap and the array pool under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class AllocatorBenchmarks
{
    private ArenaCase _case = null!;

    [GlobalSetup]
    public void Setup() => _case = new ArenaCase();

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void Arena() => _case.Arena();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void ArenaWithoutProfile() => _case.WithoutProfile();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void ArenaScope() => _case.InScope();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void FrameArena() => _case.Frame();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void ThreadArena() => _case.ThreadArena();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks, Baseline = true)]
    public void AlignedAllocAndFree() => _case.HeapPairs();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void AlignedAllocManyThenFree() => _case.HeapFrame();

    [Benchmark(OperationsPerInvoke = ArenaCase.Blocks)]
    public void SharedArrayPool() => _case.ArrayPoolFrame();
}
