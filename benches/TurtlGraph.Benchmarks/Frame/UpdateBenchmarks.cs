using BenchmarkDotNet.Attributes;

namespace TurtlGraph.Benchmarks;

/// <summary>An update at steady state, with requests that stay queued and assets that stay resident.</summary>
[MemoryDiagnoser]
public class UpdateBenchmarks : IDisposable
{
    private FrameWorld? _world;

    /// <summary>Requests in the queue.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Requests { get; set; }

    /// <summary>Builds the world.</summary>
    [GlobalSetup]
    public void Setup() => _world = new FrameWorld(Requests, cached: 100_000);

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
