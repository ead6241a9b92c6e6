using System.Numerics;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

public class DensePredictionTests
{
    [Fact]
    public void In_a_world_with_more_candidates_than_are_looked_at_in_a_second_predictions_are_not_forgotten_before_they_can_be_made_again()
    {
        const int count = 60_000;
        var world = new TestWorld();
        for (int i = 0; i < count; i++)
        {
            world.Add($"a{i}", 64, new Vector3(700 + (i % 100), 0, (i / 100) - 300));
        }

        using (world.Write())
        {
            // Nothing is ever read, so what is predicted stays predicted as long as the viewer goes on towards it.
            using var run = new VirtualRun(world, o => { o.Predictor = "spatial"; o.MaxPredictions = 100_000; }, new FaultPlan { NeverRate = 1 }, new DeviceModel { BytesPerSecond = 1e3 });
            int most = 0;
            for (int frame = 0; frame < 240; frame++)
            {
                run.MoveTo(new Vector3(frame * 0.5f, 0, 0), radius: 600);
                run.Step();
                Assert.True(run.Metrics.Predictions >= most - 600, $"{run.Metrics.Predictions} predictions after {most}");
                most = Math.Max(most, run.Metrics.Predictions);
            }

            Assert.True(most > 5000, $"{most} predictions");
        }
    }
}
