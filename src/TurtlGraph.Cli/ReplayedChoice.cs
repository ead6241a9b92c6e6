using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary>What the runtime made of a recording with a policy or with weights.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Weights">Its weights; <see langword="null"/> for its own.</param>
/// <param name="Hits">Assets that were asked for and there.</param>
/// <param name="Misses">Assets that were asked for and had to be loaded.</param>
/// <param name="BytesRead">Bytes read for all, prefetches too.</param>
/// <param name="Seconds">What the loads cost.</param>
internal sealed record ReplayedChoice(string Policy, EvictionWeights? Weights, long Hits, long Misses, long BytesRead, double Seconds)
{
    /// <summary>Memory of the budget that held compressed copies.</summary>
    public long CompressedBytes { get; init; }

    public double MissRatio => Misses / (double)Math.Max(1, Hits + Misses);
}
