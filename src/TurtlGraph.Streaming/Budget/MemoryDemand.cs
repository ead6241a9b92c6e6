namespace TurtlGraph.Streaming;

/// <summary>Memory that requests wanted and did not get, for the eviction system to free.</summary>
internal struct MemoryDemand
{
    /// <summary>Bytes lacking for the requests of the most urgent class that could not be admitted; 0 when all could.</summary>
    public long Bytes;

    /// <summary>Bytes that less urgent ones lack: nothing that somebody wants gives way to them.</summary>
    public long FurtherBytes;

    /// <summary>That class, a value of <see cref="Urgency"/>, or one more for a prediction: held assets give way only to a more urgent one.</summary>
    public int Urgency;

    /// <summary>Whether the bytes are free but too scattered to be used: then nothing that somebody holds gives way.</summary>
    public bool IsScattered;

    /// <summary>Whether the last eviction pass found no victim that may give way.</summary>
    public bool IsExhausted;

    /// <summary>Forgets what the last frame lacked.</summary>
    public void Clear()
    {
        Bytes = 0;
        FurtherBytes = 0;
        IsScattered = false;
    }

    /// <summary>Adds what a request of a class lacks.</summary>
    public void Add(int urgency, long bytes)
    {
        if (Bytes == 0 || urgency < Urgency)
        {
            FurtherBytes += Bytes;
            Bytes = bytes;
            Urgency = urgency;
        }
        else if (urgency == Urgency)
        {
            Bytes += bytes;
        }
        else
        {
            FurtherBytes += bytes;
        }
    }
}
