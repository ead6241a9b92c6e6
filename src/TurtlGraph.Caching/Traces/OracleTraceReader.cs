using System.Buffers.Binary;

namespace TurtlGraph.Caching;

/// <summary>Reads <see cref="TraceFormat.Oracle"/>. A request of no bytes is passed over; who requests next is found out, not believed.</summary>
internal sealed class OracleTraceReader(Stream stream) : TraceReader
{
    private const int RecordLength = 24;
    private readonly TraceRecords _records = new(stream, RecordLength);

    public override bool HasSizes => true;

    public override int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _records.TryNext(out ReadOnlySpan<byte> record))
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
            if (size == 0)
            {
                continue;
            }

            requests[count++] = new TraceRequest(
                BinaryPrimitives.ReadUInt32LittleEndian(record), BinaryPrimitives.ReadUInt64LittleEndian(record[4..]), size);
        }

        return count;
    }

    public override void Dispose() => _records.Dispose();
}
