using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Bundles;

/// <summary>
/// Has the system begin to write a growing file to the disk while it grows, so that flushing it at the end finds little left. Only a
/// hint, on Linux; elsewhere, and where it is refused, nothing happens.
/// </summary>
/// <param name="file">The file; the caller keeps it open.</param>
/// <param name="buffered">Bytes that the caller may hold back.</param>
internal sealed partial class WriteBehind(SafeFileHandle file, int buffered)
{
    private const long Step = 8 << 20;
    private const uint StartWriting = 2;

    private long _begun;

    /// <summary>Tells how far the caller has written.</summary>
    public void Advance(long position)
    {
        long written = position - buffered;
        if (OperatingSystem.IsLinux() && written - _begun >= Step)
        {
            _ = sync_file_range(file, _begun, written - _begun, StartWriting);
            _begun = written;
        }
    }

    [LibraryImport("libc")]
    private static partial int sync_file_range(SafeFileHandle descriptor, long offset, long length, uint flags);
}
