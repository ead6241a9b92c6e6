namespace TurtlGraph.IO;

/// <summary>The outcome of one read.</summary>
public enum ReadStatus : byte
{
    /// <summary>All requested bytes are in the destination.</summary>
    Ok = 0,

    /// <summary>The file or the transfer ended early: fewer bytes than requested are in the destination.</summary>
    Short = 1,

    /// <summary>The operating system or the far side reported an error; see <see cref="ReadCompletion.ErrorCode"/>.</summary>
    Failed = 2,

    /// <summary>The read was given up. Had it been in flight, its destination may be written in part; nothing writes to it any more.</summary>
    Cancelled = 3,
}
