using System.Numerics;

namespace TurtlGraph.Prediction.Tests;

public sealed class OraclePredictorTests
{
    private static readonly NeedVolume Need = new(100, 110);

    [Theory]
    [InlineData(64)]
    [InlineData(3)]
    public void Everything_is_offered_before_it_is_needed(int span)
    {
        SphereCloud cloud = SphereCloud.Random(800, 1, 1_000, 20);
        using SpatialIndex index = cloud.Build();
        Trajectory path = Path();
        using var oracle = new OraclePredictor(new TrajectoryOracle(path), index, Need);
        var offered = new HashSet<int>();
        var candidates = new SpatialCandidate[span];
        var found = new int[cloud.Count];
        int needs = 0;
        for (double now = 0; now <= path.EndTime - 3; now += 1 / 60.0)
        {
            foreach (SpatialCandidate candidate in candidates.Take(oracle.Predict(now, candidates)))
            {
                Assert.InRange(candidate.SecondsUntilNeeded, 0, 2.5f);
                TrajectorySample then = path.Sample(now + candidate.SecondsUntilNeeded);
                Vector4 sphere = index.SphereOf(candidate.Item);
                Assert.True(Need.Contains(then.Position, then.Forward, cloud.Center(candidate.Item), sphere.W + 0.1f));
                offered.Add(candidate.Item);
            }

            // The first seconds fill the lookahead. A sliver of a need between two moments of the oracle may be missed.
            TrajectorySample pose = path.Sample(now);
            if (now > 2.5 && Math.Abs((now / OraclePredictor.StepSeconds) - Math.Round(now / OraclePredictor.StepSeconds)) < 1e-6)
            {
                int count = Need.Query(index, pose.Position, pose.Forward, found);
                needs += count;
                Assert.Superset(found.Take(count).ToHashSet(), offered);
            }
        }

        Assert.True(needs > 500);
    }

    [Fact]
    public void An_item_is_not_offered_at_every_call()
    {
        using SpatialIndex index = new([0], [0], [50], [1]);
        var standing = new Trajectory([new(0, default, 0, 0), new(100, default, 0, 0)], new TrajectoryOptions { GapSeconds = 1_000 });
        using var oracle = new OraclePredictor(new TrajectoryOracle(standing), index, Need, lookaheadSeconds: 2);
        var candidates = new SpatialCandidate[4];
        int offers = 0;
        for (int frame = 0; frame < 600; frame++)
        {
            offers += oracle.Predict(frame / 60.0, candidates);
        }

        Assert.InRange(offers, 5, 7);
    }

    [Fact]
    public void Predicting_allocates_nothing()
    {
        using SpatialIndex index = SphereCloud.Random(500, 2, 400, 10).Build();
        using var oracle = new OraclePredictor(new TrajectoryOracle(Path()), index, Need);
        var candidates = new SpatialCandidate[16];
        oracle.Predict(0, candidates);
        long before = GC.GetAllocatedBytesForCurrentThread();
        oracle.Predict(0.1, candidates);
        oracle.Predict(5, candidates);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // A curve with a teleport in its middle.
    private static Trajectory Path()
    {
        var samples = new TrajectorySample[200];
        for (int i = 0; i < samples.Length; i++)
        {
            float around = i * 0.04f;
            Vector3 jump = i < 100 ? Vector3.Zero : new Vector3(150, 0, -200);
            samples[i] = new TrajectorySample(i / 10.0, (new Vector3(MathF.Sin(around), 0, MathF.Cos(around)) * 200) + jump, (around * 57.3f) + 90, 0);
        }

        return new Trajectory(samples);
    }
}
