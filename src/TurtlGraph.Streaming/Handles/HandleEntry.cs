namespace TurtlGraph.Streaming;

/// <summary>One slot of the <see cref="HandleTable"/>: 24 bytes.</summary>
internal struct HandleEntry
{
    /// <summary>Generation in the high half, then failure reason and status in the low two bytes. Published with release order.</summary>
    public ulong Word;

    /// <summary>The asset the request names; written before <see cref="Word"/>.</summary>
    public int Asset;

    /// <summary>Neighbours in the list of requests that wait for the same asset, or -1. Frame thread only.</summary>
    public int NextWaiter;

    /// <inheritdoc cref="NextWaiter"/>
    public int PreviousWaiter;
}
