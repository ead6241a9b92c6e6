using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class RecordingTests
{
    private sealed record Event(RecordedKind Kind, int Asset, long Value, byte[] Data);

    private static readonly Gen<Event> s_event =
        from kind in Gen.Elements(RecordedKind.Hit, RecordedKind.Loaded, RecordedKind.Frame, RecordedKind.CallRequest)
        from asset in Gen.Choose(-1, 300)
        from value in Gen.Frequency((2, Gen.Constant(0L)), (2, Gen.Choose(-300, 300).Select(n => (long)n)), (1, Gen.Elements(long.MaxValue, long.MinValue, 1L << 40)))
        from data in Gen.Frequency((3, Gen.Constant(Array.Empty<byte>())), (1, Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf()))
        select new Event(kind, kind == RecordedKind.Frame ? -1 : asset, kind == RecordedKind.Frame ? Math.Abs(value % 1000) : value, data);

    [Fact]
    public void What_is_written_is_read() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(s_event.ArrayOf().ToArbitrary(), events =>
        {
            var read = ReadAll(Write(events, out _), out RecordingReader reader);
            return reader.IsWhole && reader.Description == "{}" && reader.Lost == 0 && read[..^1].SequenceEqual(Expected(events));
        }));

    [Fact]
    public void An_event_takes_a_few_bytes()
    {
        Event[] events = [.. Enumerable.Range(0, 100_000).Select(i => new Event(RecordedKind.Loaded, i % 4000, i % 900, []))];

        Assert.InRange(Write(events, out _).Length / (double)events.Length, 1, 5.5);
    }

    [Fact]
    public void A_recording_that_is_cut_anywhere_is_told_and_what_was_read_before_is_right()
    {
        Event[] events = [.. Enumerable.Range(0, 1500).Select(i => new Event(RecordedKind.Hit, i % 40, i, [1, 2, 3]))];
        byte[] whole = Write(events, out _);
        string[] expected = Expected(events);
        for (int length = 0; length < whole.Length; length += 7)
        {
            List<string> read = [];
            bool isTold = !TryReadAll(whole[..length], read, out bool isWhole);
            Assert.True(isTold || !isWhole, "a cut recording has no end");
            Assert.Equal(expected[..read.Count], read);
        }
    }

    [Fact]
    public void A_flipped_bit_is_told_and_never_read_as_something_else()
    {
        Event[] events = [.. Enumerable.Range(0, 300).Select(i => new Event(RecordedKind.Hit, i % 40, i, [1, 2, 3]))];
        byte[] whole = Write(events, out _);
        string[] expected = Expected(events);
        for (int bit = 16 * 8; bit < whole.Length * 8; bit += 5)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            List<string> read = [];
            bool isTold = !TryReadAll(flipped, read, out _);

            // The description is text for people and has no checksum.
            Assert.True(isTold || bit < (16 + 2) * 8);
            Assert.Equal(expected[..Math.Min(read.Count, expected.Length)], read.Take(expected.Length));
        }
    }

    [Fact]
    public void Random_bytes_hold_no_event()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            RecordingBlock.Magic.CopyTo(bytes.AsSpan(0, Math.Min(8, bytes.Length)).Length == 8 ? bytes : new byte[8]);
            if (bytes.Length > 16 && i % 2 == 0)
            {
                (bytes[8], bytes[9], bytes[10], bytes[11], bytes[13], bytes[14], bytes[15]) = (1, 0, 0, 0, 0, 0, 0);
            }

            List<string> read = [];
            TryReadAll(bytes, read, out bool isWhole);
            Assert.Empty(read);
            Assert.False(isWhole);
        }
    }

    [Fact]
    public void A_file_that_does_not_keep_up_loses_events_and_counts_them()
    {
        using var file = new GatedStream();
        using var writer = new RecordingWriter(file, "{}", new RecordingWriterOptions { BlockBytes = 4 << 10, Blocks = 2 });
        file.Gate.Reset();
        const int events = 20_000;
        for (int i = 0; i < events; i++)
        {
            writer.Write(RecordedKind.Hit, i % 100, (ulong)i % 100, 5, i);
        }

        Assert.InRange(writer.Lost, 1, events - 1);
        Assert.Equal(events, writer.Events + writer.Lost);
        file.Gate.Set();
        writer.Finish();
        writer.Dispose();
        var read = ReadAll(file.Written, out RecordingReader reader);
        Assert.Equal((writer.Lost, writer.Events), (reader.Lost, read.Count));
    }

    [Fact]
    public void A_writer_that_may_wait_loses_nothing()
    {
        using var file = new GatedStream();
        using var writer = new RecordingWriter(file, "{}", new RecordingWriterOptions { BlockBytes = 4 << 10, Blocks = 2, WaitsForFile = true });
        for (int i = 0; i < 20_000; i++)
        {
            writer.Write(RecordedKind.Hit, i % 100, (ulong)i % 100, 5, i);
        }

        writer.Finish();
        writer.Dispose();
        Assert.Equal(20_001, ReadAll(file.Written, out RecordingReader reader).Count);
        Assert.Equal(0, reader.Lost);
    }

    [Fact]
    public void A_full_disk_is_told_and_stops_nothing()
    {
        using var file = new GatedStream { Room = 9 << 10 };
        using var writer = new RecordingWriter(file, "{}", new RecordingWriterOptions { BlockBytes = 4 << 10, Blocks = 4, WaitsForFile = true });
        for (int i = 0; i < 20_000; i++)
        {
            writer.Write(RecordedKind.Hit, i % 100, (ulong)i % 100, 5, i);
        }

        writer.Finish();
        writer.Dispose();
        Assert.IsType<IOException>(writer.Fault);
        Assert.True(writer.Lost > 0);
    }

    [Fact]
    public void Writing_an_event_allocates_nothing()
    {
        using var writer = new RecordingWriter(Stream.Null, "{}");
        writer.EnsureAssets(1000);
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50_000; i++)
            {
                writer.Write(RecordedKind.Hit, i % 1000, (ulong)i, 5, i);
            }

            writer.BeginFrame(round, [1, 2, 3]);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static byte[] Write(IEnumerable<Event> events, out long lost)
    {
        using var file = new MemoryStream();
        using var writer = new RecordingWriter(file, "{}", new RecordingWriterOptions { BlockBytes = 4 << 10, WaitsForFile = true });
        long time = 0;
        foreach (Event item in events)
        {
            if (item.Kind == RecordedKind.Frame)
            {
                writer.BeginFrame(time += item.Value, item.Data);
            }
            else if (item.Asset < 0)
            {
                writer.Write(item.Kind, item.Value, item.Data);
            }
            else
            {
                writer.Write(item.Kind, item.Asset, KeyOf(item.Asset), item.Asset + 1, item.Value, item.Data);
            }
        }

        writer.Finish();
        writer.Dispose();
        lost = writer.Lost;
        return file.ToArray();
    }

    private static ulong KeyOf(int asset) => (ulong)asset * 0x9E3779B97F4A7C15;

    private static string[] Expected(IEnumerable<Event> events)
    {
        long time = 0, frame = 0;
        return [.. events.Select(item =>
        {
            (time, frame) = item.Kind == RecordedKind.Frame ? (time + item.Value, frame + 1) : (time, frame);
            return item.Asset < 0
                ? Shown(item.Kind, frame, time, false, 0, 0, item.Value, item.Data)
                : Shown(item.Kind, frame, time, true, KeyOf(item.Asset), item.Asset + 1, item.Value, item.Data);
        })];
    }

    private static List<string> ReadAll(byte[] bytes, out RecordingReader reader)
    {
        using var recording = new RecordingReader(new DripStream(bytes));
        reader = recording;
        List<string> read = [];
        while (recording.TryRead(out RecordedEvent item))
        {
            read.Add(Shown(item));
        }

        return read;
    }

    private static bool TryReadAll(byte[] bytes, List<string> read, out bool isWhole)
    {
        isWhole = false;
        try
        {
            using var recording = new RecordingReader(new DripStream(bytes));
            while (recording.TryRead(out RecordedEvent item))
            {
                if (item.Kind != RecordedKind.End)
                {
                    read.Add(Shown(item));
                }
            }

            isWhole = recording.IsWhole;
            return true;
        }
        catch (TraceFormatException)
        {
            return false;
        }
    }

    private static string Shown(in RecordedEvent item) =>
        Shown(item.Kind, item.Frame, item.Time, item.HasKey, item.Key, item.Size, item.Value, item.Data.ToArray());

    private static string Shown(RecordedKind kind, long frame, long time, bool hasKey, ulong key, int size, long value, byte[] data) =>
        $"{kind} {frame} {time} {hasKey} {key} {size} {value} {Convert.ToHexString(data)}";
}
