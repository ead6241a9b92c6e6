using BenchmarkDotNet.Attributes;
using TurtlGraph.Memory.Tests;

namespace TurtlGraph.Benchmarks;

/// <summary>The payloads of a real world in memory that is 90 % full, under BenchmarkDotNet; filling it is part of the time.</summary>
[MemoryDiagnoser]
public class PayloadBenchmarks
{
    private const int Requests = 50_000;

    private PayloadCase _case = null!;

    [Params("supertuxkart", "flythrough")]
    public string World { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _case = new PayloadCase(PayloadReplay.SizesOf(World), 0.90, Requests);

    [GlobalCleanup]
    public void Cleanup() => _case.Dispose();

    [Benchmark(OperationsPerInvoke = Requests)]
    public double PayloadArena() => _case.ArenaEach();

    [Benchmark(OperationsPerInvoke = Requests, Baseline = true)]
    public double AlignedAllocAndFree() => _case.HeapEach();
}
