using System.Buffers.Binary;
using System.IO.Compression;

namespace TurtlGraph.Cli;

/// <summary>
/// A gzip file (RFC 1952), decompressed as it is read. The framework's stream takes the end of a file that was cut for the end of its
/// contents; this one compares the length that stands at the end of the file.
/// </summary>
internal sealed class GzipFile(FileStream file) : Stream
{
    private readonly GZipStream _contents = new(file, CompressionMode.Decompress);
    private readonly uint _told = LengthAtEnd(file);
    private uint _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The file is damaged or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var read = _contents.Read(buffer);
        _length += (uint)read;
        return read > 0 || _length == _told || HasSeveralMembers()
            ? read
            : throw new InvalidDataException("The gzip file ends before its contents do; it is cut short.");
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _contents.Dispose();
        }

        base.Dispose(disposing);
    }

    private static uint LengthAtEnd(FileStream file)
    {
        Span<byte> end = stackalloc byte[sizeof(uint)];
        return file.Length > end.Length && RandomAccess.Read(file.SafeFileHandle, end, file.Length - end.Length) == end.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(end)
            : 0;
    }

    /// <summary>Files that were joined: the length at the end is that of the last one alone.</summary>
    private bool HasSeveralMembers()
    {
        const int piece = 1 << 16, most = 4;
        ReadOnlySpan<byte> member = [0x1f, 0x8b, 0x08, 0x00];
        var bytes = new byte[piece + most];
        for (long at = 1; at < file.Length; at += piece)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, bytes, at);
            if (bytes.AsSpan(0, read).IndexOf(member) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
