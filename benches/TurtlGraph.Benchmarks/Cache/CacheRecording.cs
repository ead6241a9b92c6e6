using TurtlGraph.Caching;

namespace TurtlGraph.Benchmarks;

/// <summary>What a recording costs the frame thread: an event, and a frame with as many events as the demo world has in one.</summary>
internal sealed class CacheRecording : ICachePart
{
    private const int Events = 1 << 18;
    private const int EventsOfFrame = 160;
    private const double FrameNanoseconds = 1e9 / 60;

    public IEnumerable<Measure> Run()
    {
        double each = Interleaved.Medians(3, 9, Record)[0];
        yield return new Measure("recorder: an event", each, "ns");
        yield return new Measure(
            $"recorder: {EventsOfFrame} events, part of a frame of 16.7 ms", 100 * each * EventsOfFrame / FrameNanoseconds, "%", Goal.ValueAtMost(2));
    }

    private static double Record()
    {
        using var writer = new RecordingWriter(Stream.Null, "benchmark");
        writer.EnsureAssets(Events);
        return Interleaved.NanosecondsEach(Events, () =>
        {
            for (int i = 0; i < Events; i++)
            {
                writer.Write(RecordedKind.Hit, i & 0xFFFF, (ulong)i & 0xFFFF, 4096, i & 7);
            }
        });
    }
}
