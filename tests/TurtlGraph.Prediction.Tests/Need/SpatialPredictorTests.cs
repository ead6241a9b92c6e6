using System.Numerics;

namespace TurtlGraph.Prediction.Tests;

public sealed class SpatialPredictorTests
{
    private static readonly NeedVolume Need = new(100, 90);

    [Fact]
    public void Everything_a_straight_path_will_need_is_a_candidate_and_what_is_needed_now_is_not()
    {
        SphereCloud cloud = SphereCloud.Random(6_000, 1, 1_500, 40);
        using SpatialIndex index = cloud.Build();
        using var predictor = new SpatialPredictor(index, Need, new SpatialPredictorOptions { MinimumConfidence = 0, LookaheadSeconds = 3, MaximumExamined = 100_000 });
        var candidates = new SpatialCandidate[cloud.Count];
        var random = new Random(2);
        int checkedItems = 0;
        for (int run = 0; run < 10; run++)
        {
            Vector3 position = Around(random, 400);
            Vector3 velocity = Around(random, 60);
            Vector3 forward = velocity + Around(random, 40);
            Dictionary<int, float> predicted = candidates.Take(predictor.Predict(position, forward, velocity, candidates))
                .ToDictionary(c => c.Item, c => c.SecondsUntilNeeded);
            for (int item = 0; item < cloud.Count; item++)
            {
                double first = FirstNeed(cloud, item, position, forward, velocity);
                if (first == 0)
                {
                    Assert.False(predicted.ContainsKey(item));
                }
                else if (first is > 0.02 and < 2.98)
                {
                    checkedItems++;
                    Assert.True(predicted.ContainsKey(item), $"item {item}, needed after {first} s, is no candidate");
                }
            }
        }

        Assert.True(checkedItems > 100);
    }

    [Fact]
    public void The_time_until_an_item_ahead_is_needed_is_that_of_the_approach()
    {
        using SpatialIndex index = new([0], [0], [160], [10]);
        using var predictor = new SpatialPredictor(index, Need);
        var candidates = new SpatialCandidate[4];
        Assert.Equal(1, predictor.Predict(Vector3.Zero, Vector3.UnitZ, new Vector3(0, 0, 50), candidates));
        Assert.Equal(1.0f, candidates[0].SecondsUntilNeeded, 1e-3f);
        Assert.InRange(candidates[0].Confidence, 0.5f, 1);
    }

    [Fact]
    public void An_item_behind_is_less_sure_and_later_than_one_ahead()
    {
        using SpatialIndex index = new([0, 0], [0, 0], [120, -90], [0, 0]);
        using var predictor = new SpatialPredictor(index, Need);
        var candidates = new SpatialCandidate[4];
        Assert.Equal(2, predictor.Predict(Vector3.Zero, Vector3.UnitZ, new Vector3(0, 0, 30), candidates));
        Assert.Equal([0, 1], candidates.Take(2).Select(c => c.Item));
        Assert.True(candidates[0].Confidence > candidates[1].Confidence);
        Assert.True(candidates[0].SecondsUntilNeeded < candidates[1].SecondsUntilNeeded);
    }

    [Fact]
    public void A_standing_viewer_is_offered_what_a_turn_would_bring_into_view_nearest_turn_first()
    {
        // At 60 and 120 degrees from straight ahead; the cone ends at 45.
        using SpatialIndex index = new([86.6f, 86.6f], [0, 0], [-50, 50], [0, 0]);
        using var predictor = new SpatialPredictor(index, Need, new SpatialPredictorOptions { TurnRateDegrees = 15 });
        var candidates = new SpatialCandidate[4];
        Assert.Equal(2, predictor.Predict(Vector3.Zero, Vector3.UnitZ, Vector3.Zero, candidates));
        Assert.Equal([1, 0], candidates.Take(2).Select(c => c.Item));
        Assert.Equal(1, candidates[0].SecondsUntilNeeded, 1e-2f);
        Assert.Equal(5, candidates[1].SecondsUntilNeeded, 1e-2f);
    }

    [Fact]
    public void A_short_span_receives_the_best_in_order()
    {
        using SpatialIndex index = SphereCloud.Random(3_000, 4, 800, 10).Build();
        using var predictor = new SpatialPredictor(index, Need);
        var all = new SpatialCandidate[3_000];
        int count = predictor.Predict(Vector3.Zero, Vector3.UnitX, new Vector3(40, 0, 0), all);
        var few = new SpatialCandidate[50];
        Assert.Equal(50, predictor.Predict(Vector3.Zero, Vector3.UnitX, new Vector3(40, 0, 0), few));
        Assert.True(count > 100);
        Assert.Equal(all.Take(count).OrderByDescending(c => c.Confidence).ThenBy(c => c.Item), all.Take(count));
        Assert.Equal(all.Take(50), few);
        Assert.All(few, c => Assert.InRange(c.Confidence, 0.1f, 1));
    }

    [Fact]
    public void What_a_small_allowance_leaves_out_is_looked_at_in_the_next_calls()
    {
        using SpatialIndex index = SphereCloud.Random(1_000, 5, 500, 5).Build();
        using var whole = new SpatialPredictor(index, Need);
        using var sliced = new SpatialPredictor(index, Need, new SpatialPredictorOptions { MaximumExamined = 37 });
        var candidates = new SpatialCandidate[1_000];
        Vector3 velocity = new(20, 0, 10);
        HashSet<int> expected = [.. candidates.Take(whole.Predict(Vector3.Zero, velocity, velocity, candidates)).Select(c => c.Item)];
        var seen = new HashSet<int>();
        for (int call = 0; call < 1 + (sliced.InReach / 37) || call == 0; call++)
        {
            int count = sliced.Predict(Vector3.Zero, velocity, velocity, candidates);
            Assert.InRange(count, 0, 37);
            seen.UnionWith(candidates.Take(count).Select(c => c.Item));
        }

        Assert.True(expected.Count > 37);
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Fact]
    public void Predicting_allocates_nothing()
    {
        using SpatialIndex index = SphereCloud.Random(2_000, 6, 800, 10).Build();
        using var predictor = new SpatialPredictor(index, Need);
        var candidates = new SpatialCandidate[64];
        predictor.Predict(Vector3.Zero, Vector3.UnitX, new Vector3(40, 0, 0), candidates);
        long before = GC.GetAllocatedBytesForCurrentThread();
        predictor.Predict(Vector3.Zero, Vector3.UnitX, new Vector3(40, 0, 0), candidates);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double FirstNeed(SphereCloud cloud, int item, Vector3 position, Vector3 forward, Vector3 velocity)
    {
        for (int step = 0; step <= 300; step++)
        {
            if (Need.Contains(position + (velocity * (step / 100f)), forward, cloud.Center(item), cloud.Radius(item)))
            {
                return step / 100.0;
            }
        }

        return double.PositiveInfinity;
    }

    private static Vector3 Around(Random random, float extent) =>
        new((random.NextSingle() - 0.5f) * extent * 2, 0, (random.NextSingle() - 0.5f) * extent * 2);
}
