namespace TurtlGraph.IO;

/// <summary>
/// A clock that stands still until it is told to move: the same program run twice reads the same times, bit for bit.
/// One tick is one nanosecond, counted from 0.
/// </summary>
/// <remarks>
/// Thread-safety: any thread reads, one thread advances. Timers are not offered: a timer would fire on a pool thread, at a
/// moment that depends on the machine, which is what this clock exists to prevent.
/// </remarks>
public sealed class VirtualClock : TimeProvider
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly DateTimeOffset _start;
    private long _now;

    /// <summary>Creates a clock at 0 seconds whose calendar starts at 2000-01-01 00:00 UTC.</summary>
    public VirtualClock() : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Creates a clock at 0 seconds whose calendar starts at <paramref name="start"/>.</summary>
    public VirtualClock(DateTimeOffset start) => _start = start.ToUniversalTime();

    /// <summary>Seconds since the clock was made.</summary>
    public double Seconds => Volatile.Read(ref _now) / (double)NanosecondsPerSecond;

    /// <inheritdoc/>
    public override long TimestampFrequency => NanosecondsPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _now) / TimeSpan.NanosecondsPerTick);

    /// <summary>Moves the clock forward by <paramref name="time"/>, which is not negative.</summary>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Interlocked.Add(ref _now, checked(time.Ticks * TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Moves the clock forward by <paramref name="seconds"/>, rounded to the nanosecond; not negative.</summary>
    public void Advance(double seconds)
    {
        ThrowIfNotATime(seconds);
        Interlocked.Add(ref _now, ToNanoseconds(seconds));
    }

    /// <summary>
    /// Moves the clock forward to <paramref name="seconds"/> since it was made; a time already passed leaves it where it is.
    /// Frame loops use this with <c>frame / rate</c>, so that rounding does not add up.
    /// </summary>
    public void AdvanceTo(double seconds)
    {
        ThrowIfNotATime(seconds);
        long target = ToNanoseconds(seconds);
        if (target > Volatile.Read(ref _now))
        {
            Volatile.Write(ref _now, target);
        }
    }

    /// <summary>Not supported: see the remarks of <see cref="VirtualClock"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException(
            "VirtualClock has no timers: they would fire on a pool thread at a moment that is not deterministic. Compare GetTimestamp() in the frame loop instead.");

    private static long ToNanoseconds(double seconds) => checked((long)Math.Round(seconds * NanosecondsPerSecond));

    private static void ThrowIfNotATime(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A time in seconds is finite and not negative.");
        }
    }
}
