using TurtlGraph.IO;

namespace TurtlGraph.Benchmarks;

/// <summary>Counts what is read from a source, and the time a device that does one read after another needs for it.</summary>
internal sealed class ReadLog(IByteSource source, DeviceModel device) : IByteSource
{
    private long _end = -1;

    public long Reads { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Seconds the device is busy: the latency of each read that does not begin where the last one ended, and the transfer of all.</summary>
    public double BusySeconds { get; private set; }

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public int QueueDepth => source.QueueDepth;

    /// <inheritdoc/>
    public int AddFile(string path) => source.AddFile(path);

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        var accepted = source.Submit(reads);
        foreach (ref readonly var read in reads[..accepted])
        {
            Reads++;
            Bytes += read.Length;
            BusySeconds += (read.Offset == _end ? 0 : device.LatencySeconds) + (read.Length / device.BytesPerSecond);
            _end = read.Offset + read.Length;
        }

        return accepted;
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions) => source.Poll(completions);

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds) => source.WaitForCompletion(milliseconds);

    /// <inheritdoc/>
    public bool Cancel(ulong token) => source.Cancel(token);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
