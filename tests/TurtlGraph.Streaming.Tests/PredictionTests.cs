using System.Numerics;
using TurtlGraph.IO;
using TurtlGraph.Prediction;

namespace TurtlGraph.Streaming.Tests;

public class PredictionTests
{
    [Theory]
    [InlineData("spatial")]
    [InlineData("oracle")]
    public void On_a_straight_flight_assets_are_resident_before_they_are_needed_more_often_than_without_prediction(string predictor)
    {
        using TestWorld world = new TestWorld().AddMany("a", 500, 20_000, spacing: 10).Write();
        (double none, _) = Fly(world, "none");
        (double predicted, double accuracy) = Fly(world, predictor);
        Assert.True(predicted > none + 0.2, $"{predictor} {predicted:P0}, none {none:P0}");
        Assert.True(accuracy > 0.8, $"accuracy {accuracy:P0}");
    }

    [Fact]
    public void A_prediction_that_does_not_come_true_ends_and_its_queued_reads_are_dropped()
    {
        using TestWorld world = new TestWorld().AddMany("a", 500, 20_000, spacing: 10).Write();
        using var run = new VirtualRun(world, o => o.Predictor = "spatial", device: new DeviceModel { BytesPerSecond = 1e5 });
        for (int frame = 0; frame < 30; frame++)
        {
            run.MoveTo(new Vector3(frame * 0.5f, 0, 0));
            run.Step();
        }

        Assert.True(run.Metrics.Predictions > 0);
        for (int frame = 0; frame < 200; frame++)
        {
            run.MoveTo(new Vector3(14.5f, 5000, 0));
            run.Step();
        }

        Assert.Equal(0, run.Metrics.Predictions);
        Assert.Equal(0, run.Metrics.Queued[3]);
    }

    private static (double Resident, double Accuracy) Fly(TestWorld world, string predictor)
    {
        const float speed = 60;
        const float radius = 100;
        var samples = new TrajectorySample[1200];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = new TrajectorySample(i * VirtualRun.FrameSeconds, new Vector3(i * speed / 60, 0, 0), 90, 0);
        }

        using var run = new VirtualRun(
            world, o => { o.Predictor = predictor; o.Oracle = new TrajectoryOracle(new Trajectory(samples)); }, device: new DeviceModel { BytesPerSecond = 20e6, LatencySeconds = 0.05 });
        var handles = new AssetHandle[500];
        int arrivals = 0;
        int resident = 0;
        foreach (TrajectorySample sample in samples)
        {
            run.MoveTo(sample.Position, radius: radius);
            for (int i = 0; i < handles.Length; i++)
            {
                bool isNeeded = MathF.Abs((i * 10) - sample.Position.X) < radius;
                if (isNeeded && handles[i].IsNone)
                {
                    // Only arrivals in flight are counted: what surrounds the start cannot be predicted.
                    if (sample.Time > 1)
                    {
                        arrivals++;
                        resident += run.Runtime.TryGet(Bundles.AssetId.FromName($"a{i}"), out _) ? 1 : 0;
                    }

                    handles[i] = run.Request($"a{i}");
                }
            }

            run.Step();
        }

        return ((double)resident / arrivals, run.Metrics.PrefetchAccuracy);
    }
}
