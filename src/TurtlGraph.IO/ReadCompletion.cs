namespace TurtlGraph.IO;

/// <summary>How one accepted read ended.</summary>
public struct ReadCompletion
{
    /// <summary>The token of the <see cref="ReadRequest"/>.</summary>
    public ulong Token;

    /// <summary>Bytes that were written to the destination, 0 to the requested length.</summary>
    public int BytesRead;

    /// <summary>The operating system's error number when <see cref="Status"/> is <see cref="ReadStatus.Failed"/>, else 0.</summary>
    public int ErrorCode;

    /// <summary>The outcome.</summary>
    public ReadStatus Status;
}
