namespace TurtlGraph.Benchmarks;

/// <summary>What each tier takes for one asset, beside what source B claims of its tiers: 100 ns, 1 us and 1 ms.</summary>
internal sealed class CacheTiers : ICachePart
{
    public IEnumerable<Measure> Run()
    {
        yield break;
    }
}
