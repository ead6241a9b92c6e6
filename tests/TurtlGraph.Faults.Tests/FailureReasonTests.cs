using TurtlGraph.IO;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough.Faults.Tests;

/// <summary>What a faulty flight could not get, it could not get for the reason that was injected.</summary>
public class FailureReasonTests(FlyableWorld world) : IClassFixture<FlyableWorld>
{
    [Theory]
    [InlineData(FaultKind.Error, FailureReason.ReadError)]
    [InlineData(FaultKind.Short, FailureReason.ShortRead)]
    [InlineData(FaultKind.FlippedBit, FailureReason.VerifyFailed)]
    [InlineData(FaultKind.Never, FailureReason.TimedOut)]
    public void An_asset_fails_with_the_reason_of_its_fault_or_because_a_dependency_did(FaultKind kind, FailureReason reason)
    {
        using Scene scene = world.OpenScene();
        using var flight = new ReasonFlight(Setup(scene, FlightClock.Virtual), Plan(kind));
        flight.Fly();
        Assert.Equal(0, flight.Metrics.BudgetViolations);
        Assert.True(flight.Failed.GetValueOrDefault(reason) > 0, $"{flight.Failed.Count} reasons");
        Assert.Empty(flight.Failed.Keys.Except([reason, FailureReason.DependencyFailed]));
    }

    [Fact]
    public void Slow_reads_fail_nothing()
    {
        using Scene scene = world.OpenScene();
        using var flight = new ReasonFlight(Setup(scene, FlightClock.Virtual), new FaultPlan { Seed = 3, SlowRate = 0.5 });
        flight.Fly();
        Assert.True(flight.Faults.Injected.Total > 0);
        Assert.Empty(flight.Failed);
    }

    [Fact]
    public void With_real_files_and_threads_every_request_ends_too()
    {
        using Scene scene = world.OpenScene();
        var plan = new FaultPlan { Seed = 6, ErrorRate = 0.1, ShortRate = 0.1, SlowRate = 0.1, NeverRate = 0.02, FlippedBitRate = 0.1, Delay = TimeSpan.FromMilliseconds(20) };
        using var flight = new ReasonFlight(Setup(scene, FlightClock.Real), plan);
        flight.Fly();
        Assert.True(flight.Faults.Injected.Total > 0);
        Assert.True(flight.Metrics.RequestsTotal > 0);
        Assert.Equal(0, flight.Metrics.RequestsOpen);
        Assert.Equal(0, flight.Metrics.BudgetViolations);
    }

    private static FlightSetup Setup(Scene scene, FlightClock clock)
    {
        var options = new FlightOptions { Clock = clock, Seconds = 12, FramesPerSecond = 30, Budget = 16L << 20, Radius = 500, Bandwidth = 60_000_000 };
        return FlightSetup.Create(scene, options, recorded: null) with { ReadTimeout = TimeSpan.FromSeconds(0.5) };
    }

    private static FaultPlan Plan(FaultKind kind) => new()
    {
        Seed = 11,
        ErrorRate = kind == FaultKind.Error ? 0.4 : 0,
        ShortRate = kind == FaultKind.Short ? 0.4 : 0,
        FlippedBitRate = kind == FaultKind.FlippedBit ? 0.4 : 0,
        NeverRate = kind == FaultKind.Never ? 0.4 : 0,
    };
}
