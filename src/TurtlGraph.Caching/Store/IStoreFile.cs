namespace TurtlGraph.Caching;

/// <summary>An open file of a store. Reads by any thread, also beside a write; one thread writes.</summary>
internal interface IStoreFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills two pieces of memory, the second with what lies behind the bytes of the first, by one system call where there is one. Returns the bytes that were there.</summary>
    /// <exception cref="IOException">The system cannot read.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed meanwhile.</exception>
    int Read(Span<byte> head, Span<byte> body, long offset);

    /// <summary>Writes all bytes at a place.</summary>
    /// <exception cref="IOException">The system cannot write; some of the bytes may be there.</exception>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns when what was written lies on the device.</summary>
    void Flush();
}
