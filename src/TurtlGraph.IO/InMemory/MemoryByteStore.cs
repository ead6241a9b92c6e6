namespace TurtlGraph.IO;

/// <summary>Serves <see cref="MemoryFiles"/>.</summary>
internal sealed class MemoryByteStore(MemoryFiles files) : IByteStore
{
    private ReadOnlyMemory<byte>[] _contents = [];

    public int Add(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!files.TryGet(path, out ReadOnlyMemory<byte> content))
        {
            throw new ByteSourceException($"Cannot open '{path}' for reading: no file of that name is registered in MemoryFiles. Add it before the source opens it.");
        }

        Volatile.Write(ref _contents, [.. _contents, content]);
        return _contents.Length - 1;
    }

    public unsafe ReadStatus Read(in ReadRequest request, out int bytesRead, out int errorCode)
    {
        bytesRead = 0;
        errorCode = 0;
        ReadOnlyMemory<byte>[] contents = Volatile.Read(ref _contents);
        if ((uint)request.File >= (uint)contents.Length)
        {
            errorCode = ReadError.UnknownFile;
            return ReadStatus.Failed;
        }

        if (request.Offset < 0 || request.Length < 1 || request.Destination is null)
        {
            errorCode = ReadError.InvalidRange;
            return ReadStatus.Failed;
        }

        bytesRead = Available(request.File, request.Offset, request.Length);
        if (bytesRead > 0)
        {
            contents[request.File].Span.Slice((int)request.Offset, bytesRead).CopyTo(new Span<byte>(request.Destination, bytesRead));
        }

        return bytesRead == request.Length ? ReadStatus.Ok : ReadStatus.Short;
    }

    public int Available(int file, long offset, int length)
    {
        ReadOnlyMemory<byte>[] contents = Volatile.Read(ref _contents);
        return (uint)file >= (uint)contents.Length || offset < 0 || length < 1
            ? 0
            : (int)Math.Clamp(contents[file].Length - offset, 0, length);
    }

    public void Dispose() { }
}
