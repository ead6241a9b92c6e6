namespace TurtlGraph.Streaming;

/// <summary>What a request is told whose memory is free but scattered.</summary>
internal enum CompactionAnswer : byte
{
    /// <summary>Room is being made.</summary>
    Wait = 0,

    /// <summary>Nothing can be moved out of the way as things stand; what nobody wants may be evicted.</summary>
    EvictUnwanted = 1,

    /// <summary>Nothing can be moved at all: eviction as if the bytes were lacking.</summary>
    Evict = 2,
}
