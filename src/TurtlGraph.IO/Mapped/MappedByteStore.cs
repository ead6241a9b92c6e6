using TurtlGraph.Memory;

namespace TurtlGraph.IO;

/// <summary>Files in memory maps.</summary>
internal sealed unsafe class MappedByteStore(bool trusted) : IByteStore
{
    private readonly Lock _adding = new();
    private MappedFile[] _files = [];
    private bool _disposed;

    public int Add(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MappedFile file = Open(path);
        lock (_adding)
        {
            if (_disposed)
            {
                file.Dispose();
                throw new ObjectDisposedException(nameof(MappedByteStore));
            }

            // Readers hold the array they saw; a longer copy replaces it.
            Volatile.Write(ref _files, [.. _files, file]);
            return _files.Length - 1;
        }
    }

    public ReadStatus Read(in ReadRequest request, out int bytesRead, out int errorCode)
    {
        bytesRead = 0;
        errorCode = 0;
        MappedFile[] files = Volatile.Read(ref _files);
        if ((uint)request.File >= (uint)files.Length)
        {
            errorCode = ReadError.UnknownFile;
            return ReadStatus.Failed;
        }

        MappedFile file = files[request.File];
        if (request.Offset < 0 || request.Length < 1 || (request.Destination is null && !file.IsTrusted))
        {
            errorCode = ReadError.InvalidRange;
            return ReadStatus.Failed;
        }

        int there = Available(request.File, request.Offset, request.Length);
        if (there > 0 && file.IsTrusted)
        {
            // Faults of a cold map come one page at a time, reading the range at once is ten times as fast. It waits for
            // the device, which is the worker's to do.
            _ = file.TryPopulate(request.Offset, there);
        }

        if (there > 0 && request.Destination is not null)
        {
            MappedReadStatus status = file.TryRead(request.Offset, new Span<byte>(request.Destination, there));
            if (status != MappedReadStatus.Ok)
            {
                errorCode = ReadError.InputOutput;
                return ReadStatus.Failed;
            }
        }

        bytesRead = there;
        return there == request.Length ? ReadStatus.Ok : ReadStatus.Short;
    }

    public byte* DataOf(in ReadRequest request)
    {
        if (request.Destination is not null)
        {
            return request.Destination;
        }

        MappedFile[] files = Volatile.Read(ref _files);
        return (uint)request.File < (uint)files.Length && files[request.File].IsTrusted && request.Offset >= 0 && request.Offset < files[request.File].Length
            ? files[request.File].Pointer + request.Offset : null;
    }

    public int Available(int file, long offset, int length)
    {
        MappedFile[] files = Volatile.Read(ref _files);
        return (uint)file >= (uint)files.Length || offset < 0 || length < 1
            ? 0
            : (int)Math.Clamp(files[file].Length - offset, 0, length);
    }

    public void Dispose()
    {
        lock (_adding)
        {
            _disposed = true;
            foreach (MappedFile file in _files)
            {
                file.Dispose();
            }
        }
    }

    private MappedFile Open(string path)
    {
        try
        {
            return MappedFile.Open(path, new MappedFileOptions { Name = "byte source", Trusted = trusted, DetectChanges = false, Access = MappedAccess.Random });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or MappingException)
        {
            throw new ByteSourceException($"Cannot map '{path}' for reading: {exception.Message} Check that it exists and may be read.", exception);
        }
    }
}
