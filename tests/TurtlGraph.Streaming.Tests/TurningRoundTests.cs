using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Ecs;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>The viewer changes its mind.</summary>
public class TurningRoundTests
{
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    /// <summary>Metres a frame.</summary>
    private const float Speed = 1;

    [Fact]
    public void Within_two_frames_of_turning_round_what_was_predicted_for_the_old_view_goes_after_all_that_is_for_the_new_one()
    {
        using TestWorld world = World();
        using VirtualRun run = FlyEast(world, out float x);
        for (int frame = 0; frame < 2; frame++)
        {
            run.MoveTo(new Vector3(x -= Speed, 0, 0), -Vector3.UnitX, radius: 200);
            run.Step();
        }

        // Some is kept: it would be needed if the viewer turned back.
        float[] old = [.. Queued(run).Where(q => q.X > x + 10).Select(q => q.Score)];
        float[] now = [.. Queued(run).Where(q => q.X < x - 10).Select(q => q.Score)];
        Assert.True(now.Length > 3, $"{now.Length} predicted for the new view");
        Assert.True(old.Append(0).Max() < now.Min());
    }

    [Fact]
    public void Within_two_frames_of_going_elsewhere_the_old_predictions_are_dropped_and_their_reads_called_back()
    {
        using TestWorld world = World();
        using VirtualRun run = FlyEast(world, out _);
        double tokens = run.Runtime.State.Bandwidth.Granted;
        run.MoveTo(new Vector3(0, 0, 50_000), Vector3.UnitZ, radius: 200);
        run.Step(2);
        Assert.Empty(Queued(run));
        run.Step(2);
        Assert.True(run.Metrics.ReadsCancelled > 0);
        Assert.True(run.Metrics.BytesSpared > 0);
        Assert.Equal(tokens - run.Metrics.BytesSpared, run.Runtime.State.Bandwidth.Granted);
    }

    [Fact]
    public void What_is_predicted_again_in_each_round_of_a_dense_world_is_not_given_up_between_two_looks()
    {
        var builder = new TestWorld(s_raw);
        var random = new Random(1);
        for (int i = 0; i < 12_000; i++)
        {
            builder.Add($"a{i}", 1000, new Vector3(random.Next(-300, 300), 0, random.Next(-300, 300)), radius: 3);
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => (o.Predictor, o.MaxBytesInFlight, o.MaxPredictions) = ("spatial", 1, 1 << 14), new FaultPlan { NeverRate = 1 });
        for (int frame = 0; frame < 120; frame++)
        {
            run.MoveTo(new Vector3(0, 0, frame * 0.1f), Vector3.UnitZ, radius: 200);
            run.Step();
        }

        // Nothing is read, so nothing is issued twice unless it was given up in between.
        Assert.InRange(run.Runtime.State.Predictions.Statistics.Issued, 100, 1.2 * run.Runtime.State.Predictions.Count);
    }

    [Fact]
    public void In_the_frame_of_the_turn_demands_in_the_new_view_go_before_equal_ones_behind()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 20; i++)
        {
            builder.Add($"east{i}", 1000, new Vector3(200 + i, 0, 0)).Add($"west{i}", 1000, new Vector3(-200 - i, 0, 0));
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = 1, new FaultPlan { NeverRate = 1 });
        for (int i = 0; i < 20; i++)
        {
            run.Request($"east{i}");
            run.Request($"west{i}");
        }

        run.Step();
        Assert.True(LowestScore(run, east: true) > HighestScore(run, east: false));
        run.MoveTo(Vector3.Zero, -Vector3.UnitX);
        run.Step();
        Assert.True(LowestScore(run, east: false) > HighestScore(run, east: true));
    }

    private static TestWorld World() => new TestWorld(s_raw).AddMany("a", 400, 40_000, spacing: 10).Write();

    private static VirtualRun FlyEast(TestWorld world, out float x)
    {
        var run = new VirtualRun(
            world, o => { o.Predictor = "spatial"; o.MaxBytesInFlight = 200_000; o.MaxCoalescedReadBytes = 1; }, device: new DeviceModel { BytesPerSecond = 2e5, Channels = 1 });
        x = 500;
        for (int frame = 0; frame < 40; frame++)
        {
            run.MoveTo(new Vector3(x += Speed, 0, 0), Vector3.UnitX, radius: 200);
            run.Step();
        }

        float end = x;
        Assert.True(Queued(run).Count(q => q.X > end) > 3, "predictions are queued");
        Assert.True(run.Metrics.ReadsInFlight > 1);
        return run;
    }

    private static float LowestScore(VirtualRun run, bool east) => Queued(run).Where(q => q.X > 0 == east).Min(q => q.Score);

    private static float HighestScore(VirtualRun run, bool east) => Queued(run).Where(q => q.X > 0 == east).Max(q => q.Score);

    private static List<(float X, float Score)> Queued(VirtualRun run)
    {
        var list = new List<(float, float)>();
        foreach (ref readonly Chunk chunk in run.Runtime.World.Query(new QueryDescription().All<AssetKey, Score, Queued>()))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                list.Add((chunk.Span<PositionX>()[i].Value, chunk.Span<Score>()[i].Value));
            }
        }

        return list;
    }
}
