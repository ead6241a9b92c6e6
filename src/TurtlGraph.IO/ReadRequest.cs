namespace TurtlGraph.IO;

/// <summary>One byte range to read, and where it goes. Fixed size, copied into the source's queue.</summary>
public unsafe struct ReadRequest
{
    /// <summary>The caller's name for this read; unique among the reads in flight; returned in the completion.</summary>
    public ulong Token;

    /// <summary>
    /// Where the bytes go; at least <see cref="Length"/> bytes, owned by the source until the completion was polled. Null asks a
    /// source that maps trusted files for a pointer into the map; no other source takes it.
    /// </summary>
    public byte* Destination;

    /// <summary>First byte of the range in the file.</summary>
    public long Offset;

    /// <summary>Bytes to read, at least 1.</summary>
    public int Length;

    /// <summary>The file, as <see cref="IByteSource.AddFile"/> numbered it.</summary>
    public int File;

    /// <summary>Time on the caller's clock, in seconds, by which the bytes are wanted; <see cref="double.PositiveInfinity"/> for none.</summary>
    public double Deadline;

    /// <summary>How much the bytes matter; says nothing of when they are read, which <see cref="Deadline"/> does.</summary>
    public ReadPriority Priority;
}
