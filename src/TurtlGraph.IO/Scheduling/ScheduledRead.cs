namespace TurtlGraph.IO;

/// <summary>How far an accepted read has come.</summary>
internal unsafe struct ScheduledRead
{
    /// <summary>Where the source behind lends the bytes, for a read without a destination.</summary>
    public byte* Lent;

    /// <summary>Bytes that were given to the source behind.</summary>
    public int Issued;

    /// <summary>Pieces that have not come back, and one for the scheduler while it still has some to give.</summary>
    public int Open;

    /// <summary>Bytes from the start on that are in the destination, as far as is known: the least end of a short piece.</summary>
    public int End;

    /// <summary>Error number of a piece that failed, or 0.</summary>
    public int ErrorCode;

    /// <summary>Whether a piece was cancelled, as 0 or 1.</summary>
    public int WasCancelled;

    /// <summary>Number of the read that is to be called back; 0 for none.</summary>
    public long CancelOf;

    /// <summary>Whether it failed together with others and is read alone now.</summary>
    public bool IsAlone;
}
