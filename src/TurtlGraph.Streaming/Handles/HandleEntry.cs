namespace TurtlGraph.Streaming;

/// <summary>One slot of the <see cref="HandleTable"/>: 16 bytes, so that none lies across two cache lines.</summary>
internal struct HandleEntry
{
    /// <summary>Generation in the high half, then the cause's reason, the failure reason and the status in the low three bytes. Published with release order.</summary>
    public ulong Word;

    /// <summary>The asset the request names; written before <see cref="Word"/>.</summary>
    public int Asset;

    /// <summary>The asset whose own failure ended the request; written before <see cref="Word"/>, and meant only when that says failed or degraded.</summary>
    public int Cause;
}
