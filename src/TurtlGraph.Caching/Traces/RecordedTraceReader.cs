namespace TurtlGraph.Caching;

/// <summary>Reads <see cref="TraceFormat.Turtl"/>: each hit, miss or access of unknown outcome is a request. Time is the recording's.</summary>
internal sealed class RecordedTraceReader(Stream stream) : TraceReader
{
    private readonly RecordingReader _events = new(stream);

    public override bool HasSizes => true;

    public override int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _events.TryRead(out RecordedEvent item))
        {
            if (!item.HasKey || item.Kind is not (RecordedKind.Hit or RecordedKind.Missed or RecordedKind.Accessed))
            {
                continue;
            }

            long size = item.Kind == RecordedKind.Accessed ? item.Value : item.Size;
            if (size is > 0 and <= uint.MaxValue)
            {
                requests[count++] = new TraceRequest(item.Time, item.Key, (uint)size);
            }
        }

        return count;
    }

    public override void Dispose() => _events.Dispose();
}
