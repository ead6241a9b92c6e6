namespace TurtlGraph.Streaming.Tests;

/// <summary>A clock that goes on by the same time whenever it is read: work costs time, and always the same.</summary>
internal sealed class SteppingClock(TimeSpan step) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += step.Ticks;

    public void Advance(TimeSpan time) => _ticks += time.Ticks;
}
