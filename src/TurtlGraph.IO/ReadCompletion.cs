namespace TurtlGraph.IO;

/// <summary>How one accepted read ended.</summary>
public unsafe struct ReadCompletion
{
    /// <summary>The token of the <see cref="ReadRequest"/>.</summary>
    public ulong Token;

    /// <summary>
    /// Where the bytes are: the destination of the request, or, for a request without one to a source that maps files, a place
    /// in the map, valid until the source is disposed. Null when the read failed or was cancelled.
    /// </summary>
    public byte* Data;

    /// <summary>Bytes that are there, 0 to the requested length.</summary>
    public int BytesRead;

    /// <summary>The operating system's error number when <see cref="Status"/> is <see cref="ReadStatus.Failed"/>, else 0.</summary>
    public int ErrorCode;

    /// <summary>The outcome.</summary>
    public ReadStatus Status;
}
