namespace TurtlGraph.IO;

/// <summary>Ways of reading files that <see cref="ByteSources.Open(ByteSourceOptions)"/> can be asked for.</summary>
public enum ByteSourceKind : byte
{
    /// <summary>The best that this machine allows: io_uring with direct reads on Linux, a completion port on Windows, else <c>pread</c>.</summary>
    Automatic = 0,

    /// <summary>io_uring through the page cache (Linux).</summary>
    Uring = 1,

    /// <summary>io_uring past the page cache (Linux).</summary>
    UringDirect = 2,

    /// <summary>io_uring with a polling thread of the kernel (Linux).</summary>
    UringPolling = 3,

    /// <summary>Positional reads on worker threads (everywhere).</summary>
    Pread = 4,

    /// <summary>Copies out of, or pointers into, a memory map (everywhere).</summary>
    Mapped = 5,

    /// <summary>Overlapped reads on a completion port (Windows).</summary>
    CompletionPort = 6,
}
