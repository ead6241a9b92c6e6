namespace TurtlGraph.Streaming;

/// <summary>How long the memory of an evicted asset is kept.</summary>
public struct GraceUntil
{
    /// <summary>The number of the update in which it may be freed.</summary>
    public uint Frame;
}
