using System.Numerics;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

public class DeterminismTests
{
    [Fact]
    public void The_same_seed_gives_the_same_decisions_bit_for_bit()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();
        Assert.Equal(Fly(world, seed: 1), Fly(world, seed: 1));
    }

    [Fact]
    public void Another_seed_gives_other_decisions()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();
        Assert.NotEqual(Fly(world, seed: 1), Fly(world, seed: 2));
    }

    private static (ulong Hash, long Count) Fly(TestWorld world, int seed)
    {
        var random = new Random(seed);
        var faults = new FaultPlan { Seed = (ulong)seed, ErrorRate = 0.02, SlowRate = 0.05, FlippedBitRate = 0.02 };
        using var run = new VirtualRun(
            world, o => { o.MemoryBudgetBytes = 5 << 20; o.Predictor = "spatial"; }, faults, new DeviceModel { BytesPerSecond = 20e6, LatencySeconds = 0.002 });
        var held = new List<AssetHandle>();
        for (int frame = 0; frame < 900; frame++)
        {
            var position = new Vector3(frame * 1.5f, 0, 0);
            run.MoveTo(position);
            held.Add(run.Request($"a{Math.Min(299, (frame / 4) + random.Next(20))}"));
            if (held.Count > 30)
            {
                run.Runtime.Release(held[0]);
                held.RemoveAt(0);
            }

            run.Step();
        }

        Assert.True(run.Metrics.PrefetchIssued > 0, "the predictor is part of it");
        return (run.Runtime.Trace.Hash, run.Runtime.Trace.Count);
    }
}
