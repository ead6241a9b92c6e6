using System.Security.Cryptography;

namespace TurtlGraph.Bundles;

/// <summary>
/// A file that appears under its name only when it is whole: written beside it under a temporary name, flushed to the disk, then
/// renamed. Disposing without <see cref="Commit"/> removes the temporary file and leaves what was there before.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    /// <summary>Leaves room for the rest of the temporary name whatever the script.</summary>
    private const int MaxNameLength = 48;

    private readonly string _path;
    private readonly string _temporary;
    private readonly WriteBehind? _behind;
    private FileStream? _stream;

    /// <param name="path">The file.</param>
    /// <param name="bufferLength">Bytes gathered before they are written, 0 for callers that write large pieces.</param>
    public AtomicFile(string path, int bufferLength)
    {
        _path = Path.GetFullPath(path);
        if (Directory.Exists(_path))
        {
            throw new PackException(path, "it is a folder, not a file");
        }

        (_stream, _temporary, _behind) = Guard(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            return Create(bufferLength);
        });
    }

    private AtomicFile(FileStream stream, string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.tmp-over";
        _stream = stream;
    }

    /// <summary>Where the next byte goes.</summary>
    public long Position => _stream!.Position;

    /// <summary>
    /// Deletes what killed processes have left of this file. A process that lives holds a lock on its temporary file; where the file
    /// system knows no locks, only files that nobody has written to for an hour are taken for left.
    /// </summary>
    public void RemoveLeftovers() => LeftoverFiles.Remove(_temporary, Prefix);

    /// <summary>Writes to a given stream in place of a temporary file.</summary>
    internal static AtomicFile Over(FileStream stream, string path) => new(stream, path);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream!.Write(bytes);
            _behind?.Advance(_stream.Position);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(error);
        }
    }

    /// <summary>Writes zeros up to the next multiple of <paramref name="alignment"/>.</summary>
    public void Align(int alignment)
    {
        Span<byte> zeros = stackalloc byte[512];
        zeros.Clear();
        long gap = -Position & (alignment - 1);
        while (gap > 0)
        {
            int take = (int)Math.Min(gap, zeros.Length);
            Write(zeros[..take]);
            gap -= take;
        }
    }

    /// <summary>Goes to another place; bytes after it stay until they are overwritten or cut off.</summary>
    public void Seek(long position) => Guard(() => _stream!.Seek(position, SeekOrigin.Begin));

    /// <summary>Cuts the file off at <paramref name="length"/>.</summary>
    public void SetLength(long length) => Guard(() =>
    {
        _stream!.SetLength(length);
        return length;
    });

    /// <summary>Lets somebody read and change what is written so far; where the next byte goes is open afterwards.</summary>
    public void Edit(Action<FileStream> edit) => Guard(() =>
    {
        edit(_stream!);
        return true;
    });

    /// <summary>Ends the writing, puts all bytes on the disk and tells the name under which the whole file can be read before <see cref="Commit"/>.</summary>
    public string Finish()
    {
        Guard(() =>
        {
            _stream!.Flush(flushToDisk: true);
            _stream.Dispose();
            return true;
        });
        return _temporary;
    }

    /// <summary>Gives the file its name. When it is <paramref name="durable"/> its bytes are on the disk before that.</summary>
    public void Commit(bool durable)
    {
        Guard(() =>
        {
            if (_stream!.CanWrite)
            {
                _stream.Flush(durable);
                _stream.Dispose();
            }

            File.Move(_temporary, _path, overwrite: true);
            return true;
        });
        _stream = null;
    }

    public void Dispose()
    {
        if (_stream is null)
        {
            return;
        }

        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // The buffer could not be written out, which is why the file is being given up.
        }

        _stream = null;
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that leads here is the one to report; a temporary file that stays does no harm.
        }
    }

    private string Prefix => Path.GetFileName(_path) is var name ? $"{name[..Math.Min(name.Length, MaxNameLength)]}{LeftoverFiles.Mark}" : "";

    /// <summary>Another process that looks for leftovers may hold the new file for a moment; then another name is taken.</summary>
    private (FileStream Stream, string Temporary, WriteBehind Behind) Create(int bufferLength)
    {
        const int attempts = 8;
        for (int attempt = 1; ; attempt++)
        {
            string temporary = Path.Combine(Path.GetDirectoryName(_path)!, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LeftoverFiles.Digits / 2)));
            try
            {
                var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                return (new FileStream(handle, FileAccess.ReadWrite, bufferLength), temporary, new WriteBehind(handle, bufferLength));
            }
            catch (IOException) when (attempt < attempts && File.Exists(temporary))
            {
            }
        }
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Failed(error);
        }
    }

    private PackException Failed(Exception error) => new(
        _path,
        IsDiskFull(error)
            ? $"the disk is full; what was there before is unchanged ({error.Message.TrimEnd('.')})"
            : $"the file cannot be written: {error.Message.TrimEnd('.')}",
        error);

    private static bool IsDiskFull(Exception error)
    {
        const int noSpaceLeft = 28, quotaExceeded = 122, windowsDiskFull = unchecked((int)0x80070070), windowsHandleDiskFull = unchecked((int)0x80070027);
        return error is IOException
            && (OperatingSystem.IsWindows() ? error.HResult is windowsDiskFull or windowsHandleDiskFull : error.HResult is noSpaceLeft or quotaExceeded);
    }
}
