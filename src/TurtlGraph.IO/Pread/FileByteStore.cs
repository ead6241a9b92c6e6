using Microsoft.Win32.SafeHandles;

namespace TurtlGraph.IO;

/// <summary>Files of the operating system, read at a position without a shared file cursor.</summary>
internal sealed class FileByteStore(int maxReadBytes = int.MaxValue) : IByteStore
{
    private readonly Lock _adding = new();
    private SafeFileHandle[] _files = [];
    private bool _disposed;

    public int Add(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = Open(path);
        lock (_adding)
        {
            if (_disposed)
            {
                file.Dispose();
                throw new ObjectDisposedException(nameof(FileByteStore));
            }

            // Readers hold the array they saw; a longer copy replaces it.
            Volatile.Write(ref _files, [.. _files, file]);
            return _files.Length - 1;
        }
    }

    public unsafe ReadStatus Read(in ReadRequest request, out int bytesRead, out int errorCode)
    {
        bytesRead = 0;
        errorCode = 0;
        SafeFileHandle[] files = Volatile.Read(ref _files);
        if ((uint)request.File >= (uint)files.Length)
        {
            errorCode = ReadError.UnknownFile;
            return ReadStatus.Failed;
        }

        if (request.Offset < 0 || request.Length < 1 || request.Destination is null)
        {
            errorCode = ReadError.InvalidRange;
            return ReadStatus.Failed;
        }

        try
        {
            return ReadFully(files[request.File], in request, out bytesRead);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            errorCode = ReadError.From(exception);
            return ReadStatus.Failed;
        }
    }

    public void Advise(in ReadRequest request)
    {
        SafeFileHandle[] files = Volatile.Read(ref _files);
        if (MacAdvice.IsSupported && (uint)request.File < (uint)files.Length)
        {
            MacAdvice.ReadSoon(files[request.File], request.Offset, request.Length);
        }
    }

    public int Available(int file, long offset, int length)
    {
        SafeFileHandle[] files = Volatile.Read(ref _files);
        if ((uint)file >= (uint)files.Length || offset < 0 || length < 1)
        {
            return 0;
        }

        try
        {
            return (int)Math.Clamp(RandomAccess.GetLength(files[file]) - offset, 0, length);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    public void Dispose()
    {
        lock (_adding)
        {
            _disposed = true;
            foreach (SafeFileHandle file in _files)
            {
                file.Dispose();
            }
        }
    }

    // The runtime repeats an interrupted call (EINTR); a short one is continued here until the range or the file ends.
    private unsafe ReadStatus ReadFully(SafeFileHandle file, in ReadRequest request, out int bytesRead)
    {
        int done = 0;
        try
        {
            while (done < request.Length)
            {
                int step = Math.Min(request.Length - done, maxReadBytes);
                int count = RandomAccess.Read(file, new Span<byte>(request.Destination + done, step), request.Offset + done);
                if (count == 0)
                {
                    return ReadStatus.Short;
                }

                done += count;
            }

            return ReadStatus.Ok;
        }
        finally
        {
            bytesRead = done;
        }
    }

    /// <summary>Opens a file for reading at positions.</summary>
    /// <exception cref="ByteSourceException">The file cannot be opened; the message says which and why.</exception>
    internal static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "it is a folder, not a file" : exception.Message;
            throw new ByteSourceException($"Cannot open '{path}' for reading: {reason}. Check that it exists and may be read.", exception);
        }
    }
}
