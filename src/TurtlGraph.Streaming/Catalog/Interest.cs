namespace TurtlGraph.Streaming;

/// <summary>"<see cref="Root"/> waits for this asset": an element of the list that starts at <see cref="AssetRecord.FirstInterest"/>.</summary>
internal struct Interest
{
    /// <summary>The asset whose requests wait.</summary>
    public int Root;

    /// <summary>The root's <see cref="AssetRecord.WaitEpoch"/> when the interest was noted; void once they differ.</summary>
    public uint Epoch;

    /// <summary>The next interest in the same asset, or -1.</summary>
    public int Next;
}
