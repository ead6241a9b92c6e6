using System.Numerics;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching.Tests;

public sealed class EvictionScoringTests
{
    private static readonly EvictionWeights Everything = new() { Age = 0.3f, Residence = 0.2f, Frequency = 0.4f, Size = 0.5f, Priority = 0.6f, Distance = 0.7f, Reuse = 0.8f };

    public static TheoryData<string> PolicyNames => [.. EvictionPolicy.Names];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_003)]
    public void The_vector_kernel_equals_the_scalar_one(int count)
    {
        var assets = new Assets(count, seed: count);
        foreach (EvictionWeights weights in EvictionPolicy.Names.Select(EvictionPolicy.Parse).Append(Everything))
        {
            foreach (Vector3[] viewers in new Vector3[][] { [], [new(1, 2, 3)], [new(1, 2, 3), new(-500, 0, 900)] })
            {
                var vector = new float[count];
                var scalar = new float[count];
                EvictionScoring.Score(assets.Columns, in weights, 1_000, viewers, vector);
                EvictionScoring.ScoreScalar(assets.Columns, in weights, 1_000, viewers, scalar);
                for (int i = 0; i < count; i++)
                {
                    Assert.Equal(scalar[i], vector[i], 1e-5f);
                }
            }
        }
    }

    [Fact]
    public void What_is_expected_to_be_used_soon_is_the_worst_victim_and_what_was_expected_long_ago_counts_as_unexpected()
    {
        var columns = new EvictionColumns { NextUse = new float[] { 101, 110, float.PositiveInfinity, 99.5f, 50, float.NaN } };
        var scores = new float[6];
        EvictionScoring.Score(in columns, new EvictionWeights { Reuse = 1 }, 100, [], scores);
        Assert.Equal([1f / 3, 10f / 12, 1f, 0f, 1f, 1f], scores, (expected, actual) => MathF.Abs(expected - actual) < 1e-5f);
    }

    [Theory]
    [InlineData(MemoryPressure.None, 1f)]
    [InlineData(MemoryPressure.Low, 1.2f)]
    [InlineData(MemoryPressure.Medium, 1.5f)]
    [InlineData(MemoryPressure.High, 2f)]
    public void The_fuller_memory_is_the_less_is_worth_keeping(MemoryPressure pressure, float multiplier)
    {
        Assert.Equal(multiplier, EvictionPressure.Multiplier(pressure));
        Assert.Equal(1f, EvictionPressure.LeastWorthless(pressure) * multiplier, 1e-6f);
    }

    [Fact]
    public void The_longest_unused_is_the_best_victim_of_lru_and_the_newest_the_worst()
    {
        var assets = new Assets(500, seed: 1);
        int[] order = Order(assets, EvictionPolicy.LeastRecentlyUsed);
        Assert.Equal(Enumerable.Range(0, 500).OrderBy(i => assets.LastUsed[i]), order);
    }

    [Fact]
    public void The_first_loaded_is_the_best_victim_of_fifo()
    {
        var assets = new Assets(500, seed: 2);
        Assert.Equal(Enumerable.Range(0, 500).OrderBy(i => assets.LoadedAt[i]), Order(assets, EvictionPolicy.FirstInFirstOut));
    }

    [Fact]
    public void The_least_used_is_the_best_victim_of_lfu_and_ties_go_to_the_least_recent()
    {
        var assets = new Assets(500, seed: 3);
        Assert.Equal(
            Enumerable.Range(0, 500).OrderBy(i => assets.UseCount[i]).ThenBy(i => assets.LastUsed[i]),
            Order(assets, EvictionPolicy.LeastFrequentlyUsed));
    }

    [Fact]
    public void The_farthest_from_every_viewer_is_the_best_victim_of_distance()
    {
        float[] x = [0, 100, 1_000, 1_090];
        float[] zero = new float[4];
        var columns = new EvictionColumns { LastUsed = zero, PositionX = x, PositionY = zero, PositionZ = zero };
        var scores = new float[4];
        EvictionScoring.Score(in columns, EvictionPolicy.FarthestFirst, 0, [new(0, 0, 0), new(1_095, 0, 0)], scores);
        Assert.Equal([1, 2, 3, 0], Enumerable.Range(0, 4).OrderByDescending(i => scores[i]));
    }

    [Fact]
    public void Of_otherwise_equal_assets_critical_is_dropped_last_and_large_ones_first()
    {
        float[] zero = new float[4];
        var classes = new EvictionColumns { LastUsed = zero, UseCount = zero, SizeBytes = zero, KeepClass = new float[] { 2, 0, 3, 1 }, NextUse = zero, PositionX = zero, PositionY = zero, PositionZ = zero };
        var scores = new float[4];
        EvictionScoring.Score(in classes, EvictionPolicy.Adaptive, 10, [Vector3.Zero], scores);
        Assert.Equal([2, 0, 3, 1], Enumerable.Range(0, 4).OrderByDescending(i => scores[i]));

        var sizes = new EvictionColumns { LastUsed = zero, UseCount = zero, SizeBytes = new float[] { 10, 1e6f, 1e3f, 1e9f }, KeepClass = zero, NextUse = zero, PositionX = zero, PositionY = zero, PositionZ = zero };
        EvictionScoring.Score(in sizes, EvictionPolicy.Adaptive, 10, [Vector3.Zero], scores);
        Assert.Equal([3, 1, 2, 0], Enumerable.Range(0, 4).OrderByDescending(i => scores[i]));
    }

    [Fact]
    public void The_age_factor_rises_from_0_to_1_and_stays_close_to_the_exponential()
    {
        var lastUsed = new float[4_000];
        var weights = new EvictionWeights { Age = 1, AgeScaleSeconds = 1 };
        for (int i = 0; i < lastUsed.Length; i++)
        {
            lastUsed[i] = -i * 0.01f;
        }

        var scores = new float[lastUsed.Length];
        EvictionScoring.Score(new EvictionColumns { LastUsed = lastUsed }, in weights, 0, [], scores);
        Assert.Equal(0, scores[0]);
        for (int i = 1; i < scores.Length; i++)
        {
            Assert.True(scores[i] >= scores[i - 1]);
            Assert.InRange(scores[i] - (1 - Math.Exp(-i * 0.01)), -0.02, 0.02);
        }

        EvictionScoring.Score(new EvictionColumns { LastUsed = new float[] { -1e30f, 5 } }, in weights, 0, [], scores.AsSpan(0, 2));
        Assert.Equal([1f, 0f], scores.Take(2));
    }

    [Fact]
    public void An_asset_without_a_place_counts_as_near()
    {
        float[] x = [float.NaN, 1_000];
        var columns = new EvictionColumns { PositionX = x, PositionY = new float[2], PositionZ = new float[2] };
        var scores = new float[2];
        EvictionScoring.Score(in columns, new EvictionWeights { Distance = 1 }, 0, [Vector3.Zero], scores);
        Assert.Equal(0, scores[0]);
        Assert.True(scores[1] > 0.5f);
    }

    [Fact]
    public void A_column_that_counts_must_be_long_enough_and_others_may_be_empty()
    {
        var scores = new float[3];
        EvictionScoring.Score(new EvictionColumns { LastUsed = new float[3] }, EvictionPolicy.LeastRecentlyUsed, 0, [], scores);
        var error = Assert.Throws<ArgumentException>(() =>
            EvictionScoring.Score(new EvictionColumns { LastUsed = new float[2] }, EvictionPolicy.LeastRecentlyUsed, 0, [], new float[3]));
        Assert.Contains("LastUsed", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EvictionScoring.Score(default, default, 0, [], new float[3]));
    }

    [Theory]
    [MemberData(nameof(PolicyNames))]
    public void Every_named_policy_is_found_in_any_letter_case(string name)
    {
        Assert.Equal(EvictionPolicy.Parse(name), EvictionPolicy.Parse(name.ToUpperInvariant()));
    }

    [Fact]
    public void An_unknown_policy_is_refused_with_the_list_of_names()
    {
        var error = Assert.Throws<ArgumentException>(() => EvictionPolicy.Parse("random"));
        Assert.All(EvictionPolicy.Names, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
        Assert.Contains("random", error.Message, StringComparison.Ordinal);
    }

    private static int[] Order(Assets assets, EvictionWeights weights)
    {
        var scores = new float[assets.LastUsed.Length];
        EvictionScoring.Score(assets.Columns, in weights, 1_000, [], scores);
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
    }

    private sealed class Assets
    {
        private readonly float[] _sizes;
        private readonly float[] _classes;
        private readonly float[] _nextUse;
        private readonly float[][] _positions;

        public Assets(int count, int seed)
        {
            var random = new Random(seed);
            float[] Column(Func<float> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
            // Two seconds apart at least: as a mere tie-breaker the age resolves no less than a fraction of a second.
            LastUsed = [.. Enumerable.Range(0, count).Select(i => 2f * i)];
            random.Shuffle(LastUsed);
            LoadedAt = Column(() => random.NextSingle() * 1_000);
            UseCount = Column(() => random.Next(40));
            _nextUse = Column(() => random.Next(3) == 0 ? float.PositiveInfinity : 900 + (random.NextSingle() * 200));
            _sizes = Column(() => random.NextSingle() * 5e6f);
            _classes = Column(() => random.Next(4));
            _positions = [Column(Place), Column(Place), Column(Place)];

            float Place() => (random.NextSingle() - 0.5f) * 4_000;
        }

        public float[] LastUsed { get; }

        public float[] LoadedAt { get; }

        public float[] UseCount { get; }

        public EvictionColumns Columns => new()
        {
            LastUsed = LastUsed,
            LoadedAt = LoadedAt,
            UseCount = UseCount,
            SizeBytes = _sizes,
            NextUse = _nextUse,
            KeepClass = _classes,
            PositionX = _positions[0],
            PositionY = _positions[1],
            PositionZ = _positions[2],
        };
    }
}
