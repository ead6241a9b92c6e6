using System.Diagnostics;

namespace TurtlGraph.Flythrough;

/// <summary>Holds frames to a rate: sleeps most of the way, spins the last stretch. A late frame is not made up for by hurried ones.</summary>
internal sealed class FramePacer
{
    // A sleep of 1 ms takes a little longer than that; what is shorter is spun away.
    private static readonly long SpinTicks = Stopwatch.Frequency * 13 / 10_000;
    private readonly long _ticksPerFrame;
    private long _next;

    public FramePacer(double framesPerSecond)
    {
        _ticksPerFrame = (long)(Stopwatch.Frequency / framesPerSecond);
        _next = Stopwatch.GetTimestamp();
    }

    /// <summary>Returns when the next frame is due.</summary>
    public void WaitForFrame()
    {
        _next += _ticksPerFrame;
        long now = Stopwatch.GetTimestamp();
        if (now > _next + _ticksPerFrame)
        {
            _next = now;
            return;
        }

        while (_next - now > SpinTicks)
        {
            Thread.Sleep(1);
            now = Stopwatch.GetTimestamp();
        }

        while (now < _next)
        {
            Thread.SpinWait(20);
            now = Stopwatch.GetTimestamp();
        }
    }
}
