namespace TurtlGraph.Streaming;

/// <summary>
/// How many bytes may be in flight: as many as the device serves without a queue building up. What waits in the device cannot be
/// overtaken by something more urgent, and on a slow device it would outlast the read's time limit. Begins small, grows by
/// what was read while reads take no longer than the fastest one and a little, shrinks by an eighth when one does, by half when one never ends.
/// </summary>
internal sealed class InFlightWindow(long maxBytes)
{
    private const long FirstBytes = 4 << 20;
    private const long MinBytes = 64 << 10;

    /// <summary>Longest time a read may wait in the device's queue, in seconds.</summary>
    private const double QueueSeconds = 0.25;

    // The fastest read is slowly forgotten, so that a device may become slower for good.
    private const double Forgetting = 1.0005;

    private double _fastestSeconds = double.PositiveInfinity;

    /// <summary>The window now.</summary>
    public long Bytes { get; private set; } = Math.Min(FirstBytes, maxBytes);

    /// <summary>Seconds that the quickest reads of late took from their submission; 0 before the first.</summary>
    public double FastestSeconds => double.IsInfinity(_fastestSeconds) ? 0 : _fastestSeconds;

    /// <summary>Notes a read that was given up.</summary>
    public void NoteTimeout() => Bytes = Math.Max(Math.Min(MinBytes, maxBytes), Bytes / 2);

    /// <summary>Notes a read that has ended well, and how long it took from its submission.</summary>
    public void NoteRead(long bytes, double seconds)
    {
        _fastestSeconds = Math.Min(_fastestSeconds * Forgetting, seconds);
        Bytes = seconds > _fastestSeconds + QueueSeconds
            ? Math.Max(Math.Min(MinBytes, maxBytes), Bytes - (Bytes / 8))
            : Math.Min(maxBytes, Bytes + bytes);
    }
}
