namespace TurtlGraph.Memory;

/// <summary>A file was cut or written to while it was open for reading. Says which, where, and how long it was and is.</summary>
public sealed class MappedFileChangedException : IOException
{
    /// <summary>Creates the exception for a read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">First byte that was wanted.</param>
    /// <param name="openedLength">Bytes of the file when it was opened.</param>
    /// <param name="currentLength">Bytes of the file now; -1 when the system does not tell.</param>
    public MappedFileChangedException(string path, long offset, long openedLength, long currentLength)
        : base($"'{path}' was changed while it was open: it had {openedLength:N0} bytes and has {currentLength:N0} "
            + $"(reading at byte {offset:N0}). Replace such a file by renaming a new one over it, never by writing to it, and open it again.")
    {
        Path = path;
        Offset = offset;
        OpenedLength = openedLength;
        CurrentLength = currentLength;
    }

    /// <summary>Creates the exception with a message only.</summary>
    public MappedFileChangedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error that caused it.</summary>
    public MappedFileChangedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with a general message.</summary>
    public MappedFileChangedException() : this("The file was changed while it was open.")
    {
    }

    /// <summary>The file.</summary>
    public string Path { get; } = "";

    /// <summary>First byte that was wanted.</summary>
    public long Offset { get; }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long OpenedLength { get; }

    /// <summary>Bytes of the file when the change was noticed; -1 when the system did not tell.</summary>
    public long CurrentLength { get; }
}
