using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Requests that are needed at a certain time.</summary>
public class DeadlineTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    // So that most of them wait where they can be overtaken.
    private const long Window = 200_000;
    private static readonly DeviceModel s_slow = new() { BytesPerSecond = 1e6, Channels = 1 };

    [Fact]
    public void A_request_that_would_be_late_in_its_turn_goes_before_nearer_ones_and_is_there_in_time()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("near", 80, 50_000, spacing: 0.1f).Add("far", 50_000, new Vector3(5000, 0, 0)).Write();
        (RequestStatus without, _) = Fly(world, double.PositiveInfinity);
        (RequestStatus with, double at) = Fly(world, 2.5);
        Assert.Equal(RequestStatus.Pending, without);
        Assert.Equal(RequestStatus.Ready, with);
        Assert.True(at <= 2.5, $"{at} s");
    }

    [Fact]
    public void A_late_request_out_of_every_viewers_reach_ends_as_expired_and_is_not_read()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("near", 60, 50_000, spacing: 0.1f).Add("passed", 50_000, new Vector3(0, 0, 300)).Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = Window, device: s_slow);
        run.Step(30);
        RequestNear(run, 60);
        AssetHandle passed = Request(run, "passed", new Demand { Deadline = run.Runtime.Time + 0.2, Urgency = Urgency.Low });
        run.Step(2);
        run.MoveTo(new Vector3(0, 0, -5000));
        run.Step(40);
        Assert.Equal(RequestStatus.Failed, run.Runtime.Status(passed));
        Assert.Equal(FailureReason.Expired, run.Runtime.Failure(passed));
        Assert.Equal(1, run.Metrics.Expired);
        run.RunUntilAllEnded();
        Assert.False(run.Runtime.TryGet(AssetId.FromName("passed"), out _));
    }

    [Fact]
    public void A_late_request_in_reach_still_comes_because_late_is_better_than_never()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("near", 60, 50_000, spacing: 0.1f).Add("late", 50_000, new Vector3(0, 0, 300)).Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = Window, device: s_slow);
        RequestNear(run, 60);
        AssetHandle late = Request(run, "late", new Demand { Deadline = 0.001 });
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(late));
        Assert.Equal(0, run.Metrics.Expired);
    }

    [Fact]
    public void What_is_useless_when_late_ends_as_expired_as_soon_as_it_cannot_be_in_time_with_all_that_waits_for_it()
    {
        using TestWorld world = new TestWorld(s_raw).Add("sound", 500_000, Vector3.Zero).Add("scene", 100, Vector3.Zero, depends: "sound").AddMany("near", 60, 50_000, spacing: 0.1f).Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = Window, device: s_slow);
        RequestNear(run, 60);
        run.Step(240);
        Assert.True(run.Metrics.DeviceBytesPerSecond < 3e6, $"{run.Metrics.DeviceBytesPerSecond} bytes a second");

        // Half a second of reading; a fifth is left.
        AssetHandle scene = Request(run, "scene", new Demand { Deadline = run.Runtime.Time + 0.2, IsUselessWhenLate = true });
        run.Step(3);
        Assert.Equal(FailureReason.Expired, run.Runtime.Failure(scene));
        long read = run.Metrics.BytesRead;
        run.RunUntilAllEnded();
        Assert.True(run.Metrics.BytesRead - read < 60 * 50_000, "the sound was not read");
    }

    [Fact]
    public void A_request_is_of_use_as_long_as_it_is_to_anybody_who_waits_for_it()
    {
        using TestWorld world = new TestWorld(s_raw).Add("sound", 500_000, Vector3.Zero).AddMany("near", 60, 50_000, spacing: 0.1f).Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = Window, device: s_slow);
        RequestNear(run, 60);
        run.Step(120);
        AssetHandle hurried = Request(run, "sound", new Demand { Deadline = run.Runtime.Time + 0.2, IsUselessWhenLate = true });
        AssetHandle patient = Request(run, "sound", new Demand());
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(patient));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(hurried));
    }

    private static (RequestStatus Status, double At) Fly(TestWorld world, double deadline)
    {
        using var run = new VirtualRun(world, o => { o.MaxCoalescedReadBytes = 1; o.MaxBytesInFlight = Window; }, device: s_slow);
        RequestNear(run, 80);
        AssetHandle far = Request(run, "far", new Demand { Deadline = deadline });
        double at = double.PositiveInfinity;
        while (run.Clock.Seconds < 2.5 && run.Runtime.Status(far) == RequestStatus.Pending)
        {
            run.Step();
            at = run.Runtime.Time;
        }

        return (run.Runtime.Status(far), at);
    }

    private static void RequestNear(VirtualRun run, int count)
    {
        for (int i = 0; i < count; i++)
        {
            run.Request($"near{i}", Urgency.Critical);
        }
    }

    private static AssetHandle Request(VirtualRun run, string name, in Demand demand)
    {
        Assert.Equal(RequestResult.Accepted, run.Runtime.Request(AssetId.FromName(name), demand, out AssetHandle handle));
        return handle;
    }
}
