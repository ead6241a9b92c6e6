using TurtlGraph.Memory;

namespace TurtlGraph.Flythrough.Tests;

public class GameLoopTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    private static readonly FlightOptions Quick = new()
    {
        Clock = FlightClock.Virtual, Seconds = 12, FramesPerSecond = 30, Budget = 8L << 20, Bandwidth = 30_000_000, Radius = 500,
    };

    [Fact]
    public void A_flight_keeps_its_promises_and_its_figures_agree()
    {
        FlightReport report = Fly(Quick);
        Assert.All(Promise.Judge(report).Skip(1), p => Assert.True(p.Held, p.Name));
        Assert.True(report.GcBytesPerFrame == 0 || MemoryGuards.Default.Enabled, "only guards make garbage");
        Assert.Equal(360, report.Frames);
        Assert.InRange(report.NeedHitRatio, 0.5, 1.0);
        Assert.True(report.ResidentAssetFrames <= report.NeededAssetFrames);
        Assert.True(report.BytesRead >= report.BytesNeeded * 0.9, $"read {report.BytesRead}, needed {report.BytesNeeded}");
        Assert.True(report.LateMs.Count > 0 && report.LateMs.P50 <= report.LateMs.Max);
        Assert.True(report.ServedChecks > 10);
        Assert.Equal("simulated", report.Config.Source);
    }

    [Fact]
    public void On_the_virtual_clock_a_flight_repeats()
    {
        FlightReport first = Fly(Quick), again = Fly(Quick);
        Assert.Equal(Deterministic(first), Deterministic(again));
        Assert.NotEqual(first.TraceHash, Fly(Quick with { Seed = 8 }).TraceHash);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("oracle")]
    public void Other_predictors_fly_too(string predictor)
    {
        FlightReport report = Fly(Quick with { Predictor = predictor, Seconds = 6 });
        Assert.Equal(0, report.Requests.OpenAtEnd);
        Assert.Equal(predictor == "none", report.Prefetch.Issued == 0);
    }

    [Fact]
    public void A_recorded_trajectory_with_a_gap_and_a_teleport_is_flown_in_its_own_time()
    {
        string file = Path.Combine(world.Folder, "t.csv");
        File.WriteAllText(file, "t,x,y,z\n100,200,400,200\n101,220,400,200\n102,240,400,200\n102,1500,400,1500\n103,1520,400,1500\n112,1700,400,1500\n");
        using Scene scene = world.OpenScene();
        FlightSetup setup = FlightSetup.Create(scene, Quick with { Seconds = null, Trajectory = file }, Route.Load(file));
        Assert.Equal(12, setup.Route.Seconds, 1e-9);
        Assert.Equal(230, setup.Route.At(1.5).Position.X, 1e-3);
        Assert.Equal(1500, setup.Route.At(2.0).Position.X, 1e-3);
        using GameLoop loop = new(setup, new LiveBoard());
        FlightReport report = loop.Fly(CancellationToken.None);
        Assert.Equal((360L, 0L), (report.Frames, report.Requests.OpenAtEnd));
        Assert.Equal(file, report.Config.Trajectory);
        File.Delete(file);
    }

    [Fact]
    public void A_rehearsal_leaves_the_flight_as_it_would_have_been()
    {
        using Scene scene = world.OpenScene();
        FlightSetup setup = FlightSetup.Create(scene, Quick, recorded: null);
        GameLoop.Rehearse(setup);
        using GameLoop loop = new(setup, new LiveBoard());
        Assert.Equal(Deterministic(Fly(Quick)), Deterministic(loop.Fly(CancellationToken.None)));
    }

    [Fact]
    public void Stopping_early_still_ends_every_request_and_reports()
    {
        using Scene scene = world.OpenScene();
        using CancellationTokenSource stop = new();
        stop.Cancel();
        using GameLoop loop = new(FlightSetup.Create(scene, Quick, recorded: null), new LiveBoard());
        FlightReport report = loop.Fly(stop.Token);
        Assert.Equal((0L, 0L), (report.Frames, report.Requests.OpenAtEnd));
    }

    private FlightReport Fly(FlightOptions options)
    {
        using Scene scene = world.OpenScene();
        using GameLoop loop = new(FlightSetup.Create(scene, options, recorded: null), new LiveBoard());
        return loop.Fly(CancellationToken.None);
    }

    /// <summary>What must not depend on how fast the machine was.</summary>
    private static FlightReport Deterministic(FlightReport report) => report with
    {
        // The profile is of the whole process, page faults are the machine's.
        Memory = null,
        FrameUs = new FrameMicroseconds(0, 0, 0, 0), OverBudgetFrames = 0, PreemptedFrames = 0, GcBytesPerFrame = 0, GcBytesPerFrameProcess = 0, GcCollections = 0, Systems = [],
    };
}
