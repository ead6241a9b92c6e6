namespace TurtlGraph.Streaming;

/// <summary>How far the stored bytes that were submitted have come, as sums from the start.</summary>
internal readonly record struct LoadProgress
{
    /// <summary>Handed to the byte source.</summary>
    public long Submitted { get; init; }

    /// <summary>Of these, no longer with the byte source: read, failed or cancelled.</summary>
    public long Ended { get; init; }

    /// <summary>Of those that arrived, decoded.</summary>
    public long Decoded { get; init; }

    /// <summary>Of those that arrived.</summary>
    public long Arrived { get; init; }

    /// <summary>Bytes with the byte source now.</summary>
    public long Reading => Submitted - Ended;

    /// <summary>Bytes that wait for a decoder or are with one.</summary>
    public long Decoding => Arrived - Decoded;
}
