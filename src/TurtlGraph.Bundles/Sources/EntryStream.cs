namespace TurtlGraph.Bundles;

/// <summary>The decoded, verified contents of an entry as a stream, read-only and forward; holds one block.</summary>
internal sealed class EntryStream(Bundle bundle, int entry) : Stream
{
    private readonly byte[] _block = new byte[Math.Min(bundle.DecodedLengths[entry], bundle.BlockSize)];
    private int _position;
    private int _held;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bundle.DecodedLengths[entry];

    public override long Position
    {
        get => bundle.Block(entry, Math.Max(_next - 1, 0)).DecodedOffset + _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position == _held && !Fill())
        {
            return 0;
        }

        int take = Math.Min(buffer.Length, _held - _position);
        _block.AsSpan(_position, take).CopyTo(buffer);
        _position += take;
        return take;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Fill()
    {
        if (_next == bundle.BlockCount(entry))
        {
            return false;
        }

        if (_next == 0 && !EntryDecoder.VerifyTree(bundle, entry))
        {
            throw Damaged(DecodeStatus.HashMismatch);
        }

        _held = bundle.Block(entry, _next).DecodedLength;
        DecodeStatus status = EntryDecoder.Shared.DecodeBlock(bundle, entry, _next, _block.AsSpan(0, _held));
        _next++;
        _position = 0;
        return status == DecodeStatus.Ok ? _held > 0 : throw Damaged(status);
    }

    private InvalidDataException Damaged(DecodeStatus status) => new(BundleVerifier.Explain(status, bundle, entry));
}
