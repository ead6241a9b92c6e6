namespace TurtlGraph.Caching;

/// <summary>Reads <see cref="TraceFormat.Arc"/>.</summary>
internal sealed class ArcTraceReader(Stream stream) : TraceReader
{
    private const string Expected = "expected are three or four numbers: first block, count, ignored, number of the request";
    private readonly TraceLines _lines = new(stream);
    private ulong _next, _left;
    private long _time;

    public override bool HasSizes => false;

    public override int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length)
        {
            if (_left == 0 && !TryNextRun())
            {
                break;
            }

            for (; _left > 0 && count < requests.Length; _left--)
            {
                requests[count++] = new TraceRequest(_time, _next++, 1);
            }
        }

        return count;
    }

    public override void Dispose() => _lines.Dispose();

    private bool TryNextRun()
    {
        while (_lines.TryNext(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            ReadOnlySpan<byte> rest = line;
            bool isSound = TraceLines.TryTake(ref rest, out _next) && TraceLines.TryTake(ref rest, out _left) && TraceLines.TryTake(ref rest, out _);
            ulong time = 0;
            if (!isSound || (!rest.IsEmpty && !TraceLines.TryTake(ref rest, out time)) || !rest.IsEmpty)
            {
                throw TraceFormatException.AtLine(_lines, line, Expected);
            }

            if (_left > ulong.MaxValue - _next || time > long.MaxValue)
            {
                throw TraceFormatException.AtLine(_lines, line, "its numbers are too large");
            }

            _time = (long)time;
            if (_left > 0)
            {
                return true;
            }
        }

        return false;
    }
}
