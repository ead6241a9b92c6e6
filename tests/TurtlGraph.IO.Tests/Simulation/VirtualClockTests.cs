namespace TurtlGraph.IO.Tests;

public sealed class VirtualClockTests
{
    [Fact]
    public void Time_stands_still_until_it_is_advanced()
    {
        var clock = new VirtualClock();
        long start = clock.GetTimestamp();
        Assert.Equal(start, clock.GetTimestamp());
        clock.Advance(0.25);
        clock.Advance(TimeSpan.FromMilliseconds(750));
        Assert.Equal(1.0, clock.Seconds);
        Assert.Equal(TimeSpan.FromSeconds(1), clock.GetElapsedTime(start));
    }

    [Fact]
    public void Timestamp_and_calendar_agree()
    {
        var origin = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var clock = new VirtualClock(origin);
        clock.Advance(12.5);
        Assert.Equal(origin.AddSeconds(12.5), clock.GetUtcNow());
        Assert.Equal(12.5, clock.GetTimestamp() / (double)clock.TimestampFrequency);
    }

    [Fact]
    public void Advancing_to_a_time_does_not_add_up_rounding_and_never_goes_back()
    {
        var clock = new VirtualClock();
        for (int frame = 1; frame <= 3_600; frame++)
        {
            clock.AdvanceTo(frame / 60.0);
        }

        Assert.Equal(60.0, clock.Seconds);
        clock.AdvanceTo(10);
        Assert.Equal(60.0, clock.Seconds);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_time_that_is_negative_or_not_finite_is_refused(double seconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualClock().Advance(seconds));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualClock().AdvanceTo(seconds));
    }

    [Fact]
    public void Timers_are_refused_with_a_reason()
    {
        var error = Assert.Throws<NotSupportedException>(() => new VirtualClock().CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Contains("deterministic", error.Message, StringComparison.Ordinal);
    }
}
