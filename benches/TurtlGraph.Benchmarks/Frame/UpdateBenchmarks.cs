using BenchmarkDotNet.Attributes;

namespace TurtlGraph.Benchmarks;

/// <summary>An update at steady state, with requests that wait and assets that stay resident.</summary>
[MemoryDiagnoser]
public class UpdateBenchmarks : IDisposable
{
    private FrameWorld? _world;

    /// <summary>Requests in the queue.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Requests { get; set; }

    /// <summary>Resident assets.</summary>
    [Params(10_000, 100_000, 1_000_000)]
    public int Cached { get; set; }

    /// <summary>Builds the world.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _world = new FrameWorld(Cached + Requests + 20_000);
        _world.FillTo(Cached);
        _world.WaitWith(Requests);
    }

    /// <summary>Runs one update.</summary>
    [Benchmark]
    public void Update() => _world!.Update();

    /// <summary>Frees the world.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _world?.Dispose();
        GC.SuppressFinalize(this);
    }
}
