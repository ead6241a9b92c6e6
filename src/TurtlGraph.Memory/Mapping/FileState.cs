using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory;

/// <summary>
/// What tells whether an open file is still as it was: its length and when it was last written to. The handle itself stands for
/// the file's identity: one that is renamed over or deleted lives on, unchanged, until the handle is closed.
/// </summary>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was last written to, in ticks, as finely as the file system keeps it.</param>
internal readonly record struct FileState(long Length, long Written)
{
    public static FileState Of(SafeFileHandle file) => new(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks);
}
