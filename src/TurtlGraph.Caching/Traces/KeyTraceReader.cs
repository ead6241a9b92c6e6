using System.Buffers.Binary;

namespace TurtlGraph.Caching;

/// <summary>Reads <see cref="TraceFormat.Be32"/> and <see cref="TraceFormat.Be64"/>.</summary>
internal sealed class KeyTraceReader(Stream stream, int keyLength) : TraceReader
{
    private readonly TraceRecords _records = new(stream, keyLength);

    public override bool HasSizes => false;

    public override int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _records.TryNext(out ReadOnlySpan<byte> key))
        {
            requests[count++] = new TraceRequest(
                0, keyLength == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(key) : BinaryPrimitives.ReadUInt64BigEndian(key), 1);
        }

        return count;
    }

    public override void Dispose() => _records.Dispose();
}
