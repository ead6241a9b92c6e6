namespace TurtlGraph.Streaming;

/// <summary>One slot of the <see cref="HandleTable"/>: 16 bytes, so that none lies across two cache lines.</summary>
internal struct HandleEntry
{
    /// <summary>Generation in the high half, then failure reason and status in the low two bytes. Published with release order.</summary>
    public ulong Word;

    /// <summary>The asset the request names; written before <see cref="Word"/>.</summary>
    public int Asset;
}
