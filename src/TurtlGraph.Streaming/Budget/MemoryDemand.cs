namespace TurtlGraph.Streaming;

/// <summary>Memory that requests wanted and did not get, for the eviction system to free.</summary>
internal struct MemoryDemand
{
    /// <summary>Bytes lacking for the first request that could not be admitted; 0 when all could.</summary>
    public long Bytes;

    /// <summary>The class of that request, a value of <see cref="Urgency"/>: held assets give way only to a more urgent one.</summary>
    public int Urgency;

    /// <summary>Whether the last eviction pass found no victim that may give way.</summary>
    public bool IsExhausted;
}
