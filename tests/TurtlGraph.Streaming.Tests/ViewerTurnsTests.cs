using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Several viewers share what is read.</summary>
public class ViewerTurnsTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Theory]
    [InlineData(1f, 0.5)]
    [InlineData(3f, 0.75)]
    public void Viewers_get_their_share_of_the_bytes_by_weight_however_many_requests_each_has(float weight, double expectedShare)
    {
        var builder = new TestWorld(s_raw);
        var random = new Random(3);
        for (int i = 0; i < 400; i++)
        {
            builder.Add($"left{i}", random.Next(20_000, 100_000), new Vector3(-10_000 + i, 0, 20)).Add($"right{i}", random.Next(20_000, 40_000), new Vector3(10_000 + (i * 0.1f), 0, 20));
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => o.MaxCoalescedReadBytes = 1, device: new DeviceModel { BytesPerSecond = 4e6 });
        var handles = new List<(AssetHandle Handle, bool IsLeft)>();
        for (int i = 0; i < 400; i++)
        {
            handles.Add((run.Request($"left{i}", Urgency.High), true));
            handles.Add((run.Request($"right{i}", Urgency.High), false));
        }

        // The right one has the better scores throughout.
        Viewer[] viewers = [new(new Vector3(-10_000, 0, 0), -Vector3.UnitZ) { Weight = weight }, new(new Vector3(10_000, 0, 0), Vector3.UnitZ)];
        for (int frame = 0; frame < 90; frame++)
        {
            run.Runtime.Update(viewers, VirtualRun.FrameSeconds);
            run.Clock.Advance(VirtualRun.FrameSeconds);
        }

        double left = 0;
        double all = 0;
        foreach ((AssetHandle handle, bool isLeft) in handles)
        {
            if (run.Runtime.TryGet(handle, out AssetData data))
            {
                all += data.Bytes.Length;
                left += isLeft ? data.Bytes.Length : 0;
            }
        }

        Assert.True(all > 2e6, $"{all} bytes");
        Assert.InRange(left / all, expectedShare - 0.06, expectedShare + 0.06);
    }

    [Fact]
    public void A_more_urgent_request_does_not_wait_for_another_viewers_turn()
    {
        using TestWorld world = new TestWorld(s_raw).AddMany("a", 100, 50_000, spacing: 0.01f).Add("critical", 50_000, new Vector3(10_000, 0, 0)).Write();
        using var run = new VirtualRun(world, o => { o.MaxReadsInFlight = 1; o.MaxCoalescedReadBytes = 1; }, device: new DeviceModel { BytesPerSecond = 5e6, Channels = 1 });
        for (int i = 0; i < 100; i++)
        {
            run.Request($"a{i}", Urgency.Medium);
        }

        Viewer[] viewers = [new(Vector3.Zero, Vector3.UnitX) { Weight = 1000 }, new(new Vector3(10_000, 0, 0), Vector3.UnitX) { Weight = 0.001f }];
        AssetHandle critical = run.Request("critical");
        for (int frame = 0; frame < 6; frame++)
        {
            run.Runtime.Update(viewers, VirtualRun.FrameSeconds);
            run.Clock.Advance(VirtualRun.FrameSeconds);
        }

        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(critical));
    }

    [Fact]
    public void Who_asked_for_nothing_saves_up_no_turns()
    {
        var turns = new ViewerTurns();
        Viewer[] viewers = [new(Vector3.Zero, Vector3.UnitX), new(Vector3.Zero, Vector3.UnitX)];
        turns.Plan(viewers, [true, false]);
        turns.NoteServed(0, 1_000_000);
        turns.Plan(viewers, [true, false]);
        turns.Plan(viewers, [true, true]);
        turns.Take(1, 1);
        Assert.True(turns.IsBefore(0, 1));
    }

    [Fact]
    public void The_velocity_of_a_viewer_is_measured_and_a_jump_is_none()
    {
        var motion = new ViewerMotion();
        Vector3 velocity = default;
        for (int frame = 0; frame < 60; frame++)
        {
            velocity = motion.VelocityOf(0, new Viewer(new Vector3(frame, 0, 0), Vector3.UnitX), 0.02);
        }

        Assert.Equal(50, velocity.X, 0.1);
        Assert.Equal(Vector3.Zero, motion.VelocityOf(0, new Viewer(new Vector3(1e6f, 0, 0), Vector3.UnitX), 0.02));
        Assert.Equal(Vector3.UnitY, motion.VelocityOf(0, new Viewer(Vector3.Zero, Vector3.UnitX) { Velocity = Vector3.UnitY }, 0.02));
    }
}
