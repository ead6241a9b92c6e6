namespace TurtlGraph.Caching;

/// <summary>Reads <see cref="TraceFormat.Lirs"/>.</summary>
internal sealed class LirsTraceReader(Stream stream) : TraceReader
{
    private readonly TraceLines _lines = new(stream);

    public override bool HasSizes => false;

    public override int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryNext(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty || line[0] == (byte)'*')
            {
                continue;
            }

            ReadOnlySpan<byte> rest = line;
            if (!TraceLines.TryTake(ref rest, out ulong key) || !rest.IsEmpty)
            {
                throw TraceFormatException.AtLine(_lines, line, "expected is one number, or '*'");
            }

            requests[count++] = new TraceRequest(0, key, 1);
        }

        return count;
    }

    public override void Dispose() => _lines.Dispose();
}
