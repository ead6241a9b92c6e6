namespace TurtlGraph.Caching.Tests;

/// <summary>A clock that goes on when it is told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _back;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now - _back;

    public override long GetTimestamp() => _now.UtcTicks;

    /// <summary>Sets the time of day back, as somebody does by hand; intervals are not touched by it.</summary>
    public void JumpBack(TimeSpan time) => _back += time;

    public void Advance(TimeSpan time) => _now += time;
}
