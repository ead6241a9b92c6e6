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

    /// <summary>Whether one of the requests of that class has no coarser level to show meanwhile.</summary>
    public bool IsBare;

    /// <summary>Whether the bytes are free but too scattered to be used: then nothing that somebody holds gives way.</summary>
    public bool IsScattered;

    /// <summary>Whether all that is resident has been looked at and nothing of it may give way.</summary>
    public bool IsExhausted;

    // Assets that were looked at since the last one gave way, and the least urgent class they were looked at for.
    private long _looked;
    private int _lookedFor;

    /// <summary>Forgets what the last frame lacked.</summary>
    public void Clear()
    {
        Bytes = 0;
        FurtherBytes = 0;
        IsScattered = false;
        IsBare = false;
    }

    /// <summary>
    /// Notes that eviction has looked at so many assets for it. Nothing may give way only when all have been looked at: for this class, or for a more
    /// urgent one, which takes more.
    /// </summary>
    public void NoteLook(int looked, long residents, bool isFruitful, bool isMemoryOnItsWay)
    {
        if (isFruitful || Urgency < _lookedFor)
        {
            _looked = 0;
        }

        _lookedFor = _looked == 0 ? Urgency : Math.Max(_lookedFor, Urgency);
        _looked += isFruitful ? 0 : looked;
        IsExhausted = !isFruitful && !isMemoryOnItsWay && _looked >= residents;
    }

    /// <summary>Whether nothing may give way for a request of this class, either.</summary>
    public readonly bool IsExhaustedFor(int urgency) => IsExhausted && urgency >= Urgency;

    /// <summary>Adds what a request of a class lacks.</summary>
    public void Add(int urgency, long bytes, bool isBare)
    {
        if (Bytes == 0 || urgency < Urgency)
        {
            FurtherBytes += Bytes;
            Bytes = bytes;
            Urgency = urgency;
            IsBare = isBare;
        }
        else if (urgency == Urgency)
        {
            Bytes += bytes;
            IsBare |= isBare;
        }
        else
        {
            FurtherBytes += bytes;
        }
    }
}
