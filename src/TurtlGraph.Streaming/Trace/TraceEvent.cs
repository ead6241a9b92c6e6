using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>One decision of the runtime: 24 bytes.</summary>
public readonly record struct TraceEvent
{
    /// <summary>The asset it is about.</summary>
    public AssetId Asset { get; init; }

    /// <summary>What the kind says, 0 where it says nothing.</summary>
    public long Detail { get; init; }

    /// <summary>Number of the update in which it happened, from 1.</summary>
    public uint Frame { get; init; }

    /// <summary>What happened.</summary>
    public TraceKind Kind { get; init; }
}
