using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.Memory;

/// <summary>A small file of the kernel that is read from its start again and again, without allocating.</summary>
internal sealed class SystemFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private SystemFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens the file, or gives null when it is not there or may not be read.</summary>
    public static SystemFile? TryOpen(string path)
    {
        try
        {
            return File.Exists(path) ? new SystemFile(File.OpenHandle(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the file says now, as far as it fits; empty when it cannot be read any more.</summary>
    public ReadOnlySpan<byte> Read(byte[] buffer)
    {
        try
        {
            return buffer.AsSpan(0, RandomAccess.Read(_handle, buffer, 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return default;
        }
    }

    public void Dispose() => _handle.Dispose();
}
