using System.Diagnostics;
using TurtlGraph.Ecs;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Times of updates and of each of their systems over some hundred frames, with a copy of the bytes that each must touch timed in
/// between. Frames in which the machine gave the processor to somebody else are made again, and counted.
/// </summary>
internal sealed class FrameTimes
{
    private const int Frames = 300;

    // A copy is repeated until it takes a time that the clock can tell.
    private const long LeastCopied = 1 << 20;

    // Wall time that an update may take beyond its processor time: what reading the clocks takes, and interrupts.
    private const double LeastTakenAway = 30;

    private readonly double[][] _times;
    private readonly double[][] _copies;
    private readonly byte[] _from;
    private readonly byte[] _to;

    private FrameTimes(long[] bytes)
    {
        Bytes = bytes;
        _times = [.. bytes.Select(_ => new double[Frames])];
        _copies = [.. bytes.Select(_ => new double[Frames])];
        _from = new byte[bytes.Max() + 64];
        _to = new byte[bytes.Max() + 64];
    }

    /// <summary>Bytes that each system must touch; the last element is their sum.</summary>
    public long[] Bytes { get; }

    /// <summary>Managed bytes that all the updates allocated.</summary>
    public long ManagedBytes { get; private set; }

    /// <summary>Frames that were made again because the machine took the processor away.</summary>
    public int Interrupted { get; private set; }

    /// <summary>Runs the frames; the last series is the whole update.</summary>
    public static FrameTimes Measure(FrameWorld world)
    {
        long[] bytes = FrameBytes.Of(world);
        var times = new FrameTimes([.. bytes, bytes.Sum()]);
        for (int frame = 0; frame < Frames;)
        {
            world.Step();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            ThreadUsage.TryRead(out ThreadUsage before);
            long start = Stopwatch.GetTimestamp();
            world.Update();
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            bool isKnown = ThreadUsage.TryRead(out ThreadUsage after);
            times.ManagedBytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            double used = (after.ProcessorNanoseconds - before.ProcessorNanoseconds) / 1000.0;
            if (isKnown && elapsed > used + LeastTakenAway && times.Interrupted < 10 * Frames)
            {
                times.Interrupted++;
                continue;
            }

            times._times[^1][frame] = elapsed;
            IReadOnlyList<SystemStatistics> systems = world.Runtime.Systems;
            for (int i = 0; i < systems.Count; i++)
            {
                times._times[i][frame] = systems[i].Last.TotalMicroseconds;
            }

            if (frame % 10 == 0)
            {
                times.TimeCopies(frame);
            }

            frame++;
        }

        return times;
    }

    /// <summary>A percentile of a series, in microseconds.</summary>
    public double Time(int series, double percentile)
    {
        double[] sorted = [.. _times[series].Order()];
        return sorted[(int)(sorted.Length * percentile)];
    }

    /// <summary>Microseconds that a copy of the series' bytes takes, the median.</summary>
    public double CopyTime(int series) => Interleaved.Median([.. _copies[series].Where((_, frame) => frame % 10 == 0)]);

    private void TimeCopies(int frame)
    {
        for (int series = 0; series < Bytes.Length; series++)
        {
            int length = (int)Bytes[series];
            int repeats = (int)Math.Clamp(LeastCopied / Math.Max(1, length), 1, 1000);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++)
            {
                _from.AsSpan(0, length).CopyTo(_to);
            }

            _copies[series][frame] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeats;
        }
    }
}
