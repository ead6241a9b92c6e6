namespace TurtlGraph.Streaming;

/// <summary>What a request is told whose memory is free but scattered.</summary>
internal enum CompactionAnswer : byte
{
    /// <summary>Room is being made.</summary>
    Wait = 0,

    /// <summary>What nobody holds gives way first: that takes fewer frames than moving, and costs nobody anything now.</summary>
    EvictUnheld = 1,

    /// <summary>Nothing can be moved at all: eviction as if the bytes were lacking.</summary>
    Evict = 2,
}
