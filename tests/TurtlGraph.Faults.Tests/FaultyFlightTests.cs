using TurtlGraph.IO;

namespace TurtlGraph.Flythrough.Faults.Tests;

/// <summary>
/// The flythrough, over a byte source that misbehaves: nothing hangs, nothing wrong is served, memory stays inside its budget,
/// every request ends, and those that fail do so for the right reason.
/// </summary>
public class FaultyFlightTests(FlyableWorld world) : IClassFixture<FlyableWorld>
{
    private static readonly FlightOptions Flight = new()
    {
        Clock = FlightClock.Virtual, Seconds = 12, FramesPerSecond = 30, Budget = 8L << 20, Bandwidth = 30_000_000, Radius = 500,
    };

    public static TheoryData<string> Plans => [.. s_plans.Keys];

    private static readonly Dictionary<string, FaultPlan> s_plans = new()
    {
        ["errors"] = new FaultPlan { Seed = 1, ErrorRate = 0.2 },
        ["short reads"] = new FaultPlan { Seed = 2, ShortRate = 0.2 },
        ["slow reads"] = new FaultPlan { Seed = 3, SlowRate = 0.3, Delay = TimeSpan.FromSeconds(0.6) },
        ["reads that never complete"] = new FaultPlan { Seed = 4, NeverRate = 0.05 },
        ["flipped bits"] = new FaultPlan { Seed = 5, FlippedBitRate = 0.2 },
        ["everything at once"] = new FaultPlan { Seed = 6, ErrorRate = 0.05, ShortRate = 0.05, SlowRate = 0.05, NeverRate = 0.02, FlippedBitRate = 0.05 },
        ["a dead device"] = new FaultPlan { Seed = 7, ErrorRate = 1 },
        ["a device that never answers"] = new FaultPlan { Seed = 8, NeverRate = 1 },
        ["a device that lies"] = new FaultPlan { Seed = 9, FlippedBitRate = 1 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_flight_over_a_faulty_source_hangs_nowhere_and_serves_nothing_wrong(string plan)
    {
        FaultInjectingByteSource? faulty = null;
        FlightReport report = Fly(s_plans[plan], source => faulty = source);
        FaultCounts injected = faulty!.Injected;
        Assert.True(injected.Total > 0, "faults were injected");
        Assert.Equal(360, report.Frames);
        Assert.Equal(0, report.Requests.OpenAtEnd);
        Assert.Equal(report.Requests.Total, report.Requests.Ready + report.Requests.Failed + report.Requests.Cancelled);
        Assert.Equal(0, report.BudgetViolations);
        Assert.True(report.PeakMemoryBytes <= report.MemoryBudgetBytes);
        Assert.Equal(0, report.WrongBytesServed);
        Assert.Equal(injected.FlippedBits > 0, report.VerifyFailures > 0);
    }

    [Theory]
    [InlineData("errors")]
    [InlineData("short reads")]
    [InlineData("flipped bits")]
    public void One_fault_in_five_reads_is_healed_by_retries_for_most_of_what_is_needed(string plan)
    {
        FlightReport report = Fly(s_plans[plan], _ => { });
        Assert.True(report.NeedHitRatio > 0.6, $"need hit ratio {report.NeedHitRatio:P1}");
        Assert.True(report.Requests.Ready > report.Requests.Failed * 10, $"{report.Requests}");
    }

    [Theory]
    [InlineData("a dead device")]
    [InlineData("a device that never answers")]
    public void Over_a_source_that_only_fails_nothing_is_ready_and_nothing_is_served(string plan)
    {
        FlightReport report = Fly(s_plans[plan], _ => { });
        Assert.Equal(0, report.Requests.Ready);
        Assert.Equal(0, report.ResidentAssetFrames);
        Assert.True(report.Requests.Failed > 0);
    }

    [Fact]
    public void A_faulty_flight_repeats_bit_for_bit()
    {
        Assert.Equal(Fly(s_plans["everything at once"], _ => { }).TraceHash, Fly(s_plans["everything at once"], _ => { }).TraceHash);
    }

    private FlightReport Fly(FaultPlan plan, Action<FaultInjectingByteSource> created)
    {
        using Scene scene = world.OpenScene();
        FlightSetup setup = FlightSetup.Create(scene, Flight, recorded: null) with
        {
            ReadTimeout = TimeSpan.FromSeconds(1),
            WrapSource = (source, clock) =>
            {
                var faulty = new FaultInjectingByteSource(source, plan, clock);
                created(faulty);
                return faulty;
            },
        };
        using var loop = new GameLoop(setup, new LiveBoard());
        return loop.Fly(CancellationToken.None);
    }
}
