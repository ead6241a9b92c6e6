namespace TurtlGraph.Caching;

/// <summary>What a recording holds, in figures.</summary>
public sealed class RecordingSummary
{
    private const int Kinds = 64;
    private readonly long[] _counts = new long[Kinds];
    private readonly PrefetchLedger _prefetches = new();
    private readonly HashSet<ulong> _assets = [];
    private readonly List<long> _latencies = [];
    private long _start = -1;

    private RecordingSummary() { }

    /// <summary>Events that are there.</summary>
    public long Events { get; private set; }

    /// <summary>Events that were lost while it was recorded.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether it has an end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Bytes of it, decompressed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Number of the last frame.</summary>
    public uint Frames { get; private set; }

    /// <summary>Time from the first frame to the last, in the recording's unit.</summary>
    public long Duration { get; private set; }

    /// <summary>Different assets.</summary>
    public int Assets => _assets.Count;

    /// <summary>Bytes that were loaded.</summary>
    public long LoadedBytes { get; private set; }

    /// <summary>What asking ahead of need brought.</summary>
    public PrefetchEffect Prefetches => _prefetches.Effect(LoadedBytes);

    /// <summary>Requests that found their asset, of all whose outcome is known; 0 without any.</summary>
    public double HitRatio => this[RecordedKind.Hit] / (double)Math.Max(1, this[RecordedKind.Hit] + this[RecordedKind.Missed]);

    /// <summary>Events of a kind.</summary>
    public long this[RecordedKind kind] => _counts[(int)kind % Kinds];

    /// <summary>Microseconds from queue to residency below which the given share of the loads, 0 to 1, stayed; 0 without any.</summary>
    public long LoadMicroseconds(double share) => _latencies.Count == 0 ? 0 : _latencies[(int)Math.Min(_latencies.Count - 1, share * _latencies.Count)];

    /// <summary>Goes through a recording to its end.</summary>
    /// <exception cref="TraceFormatException">It is damaged or cut short.</exception>
    public static RecordingSummary Of(RecordingReader recording, CancellationToken interrupt = default)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var summary = new RecordingSummary();
        while (recording.TryRead(out RecordedEvent item))
        {
            summary.Count(item);
            if (item.Kind == RecordedKind.Frame)
            {
                interrupt.ThrowIfCancellationRequested();
            }
        }

        summary._latencies.Sort();
        (summary.Lost, summary.IsWhole, summary.Bytes) = (recording.Lost, recording.IsWhole, recording.BytesRead);
        return summary;
    }

    private void Count(in RecordedEvent item)
    {
        Events++;
        _counts[(int)item.Kind]++;
        Frames = item.Frame;
        if (item.HasKey)
        {
            _assets.Add(item.Key);
        }

        if (item.Kind == RecordedKind.Frame)
        {
            _start = _start < 0 ? item.Time : _start;
            Duration = item.Time - _start;
        }
        else if (item.Kind == RecordedKind.Loaded)
        {
            LoadedBytes += item.Size;
            _latencies.Add(item.Value);
        }

        _prefetches.Note(item);
    }
}
