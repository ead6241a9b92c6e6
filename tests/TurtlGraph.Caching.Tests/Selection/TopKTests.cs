using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Caching.Tests;

public sealed class TopKTests
{
    private static readonly float[] Special = [0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1f, -1f, float.MaxValue, float.MinValue];

    [Fact]
    public void The_selection_is_the_head_of_a_full_stable_sort()
    {
        Gen<float> score = Gen.Frequency(
            (3, Gen.Choose(-20, 20).Select(n => n / 4f)),
            (3, Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle)),
            (1, Gen.Elements(Special)));
        Gen<(float[], int)> cases = from scores in score.ArrayOf() from k in Gen.Choose(0, 120) select (scores, k);
        var top = new TopK(8);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(cases.ToArbitrary(), c => IsHeadOfSort(top, c.Item1, c.Item2)));
    }

    [Fact]
    public void Selections_that_follow_each_other_are_the_heads_of_full_stable_sorts()
    {
        Gen<float> score = Gen.Frequency((6, Gen.Choose(-2_000, 2_000).Select(n => n / 4f)), (1, Gen.Elements(Special)));
        Gen<(float[], int, int)> cases =
            from scores in score.ArrayOf() from k in Gen.Choose(0, 20) from seed in Gen.Choose(0, int.MaxValue) select (scores, k, seed);
        var top = new TopK(8);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            (float[] scores, int k, int seed) = c;
            var random = new Random(seed);
            bool holds = true;
            for (int call = 0; call < 8; call++)
            {
                holds &= IsHeadOfSort(top.SelectFollowing, scores, k);
                for (int i = 0; i < scores.Length; i++)
                {
                    scores[i] += random.Next(10) == 0 ? random.Next(-40, 40) : random.Next(-4, 5) / 8f;
                }
            }

            return holds;
        }));
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(100_000, 999)]
    [InlineData(5_001, 5_001)]
    public void The_selection_of_many_scores_is_the_head_of_a_full_stable_sort(int count, int k)
    {
        var random = new Random(count + k);
        float[] uniform = [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
        float[] clustered = [.. uniform.Select(u => 0.5f + MathF.Round(u * 50) * 1e-6f)];
        Assert.True(IsHeadOfSort(new TopK(), uniform, k));
        Assert.True(IsHeadOfSort(new TopK(), clustered, k));
        var following = new TopK();
        for (int call = 0; call < 3; call++)
        {
            Assert.True(IsHeadOfSort(following.SelectFollowing, uniform, k));
            Assert.True(IsHeadOfSort(following.SelectFollowing, clustered, k));
        }
    }

    [Fact]
    public void The_shorter_of_k_scores_and_output_limits_the_selection()
    {
        var top = new TopK();
        Assert.Equal(0, top.Select([], 5, new int[5]));
        Assert.Equal(0, top.Select([1, 2], 0, new int[5]));
        Assert.Equal(0, top.Select([1, 2], 5, []));
        var selected = new int[2];
        Assert.Equal(2, top.Select([1, 3, 2], 5, selected));
        Assert.Equal([1, 2], selected);
        Assert.Throws<ArgumentOutOfRangeException>(() => top.Select([1], -1, selected));
    }

    [Fact]
    public void Selecting_allocates_nothing()
    {
        var top = new TopK(100);
        float[] scores = [.. Enumerable.Range(0, 5_000).Select(i => (float)(i * 37 % 5_000))];
        var selected = new int[100];
        top.Select(scores, 100, selected);
        long before = GC.GetAllocatedBytesForCurrentThread();
        top.Select(scores, 100, selected);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        top.SelectFollowing(scores, 100, selected);
        before = GC.GetAllocatedBytesForCurrentThread();
        top.SelectFollowing(scores, 100, selected);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static bool IsHeadOfSort(TopK top, float[] scores, int k) => IsHeadOfSort(top.Select, scores, k);

    private delegate int Selection(ReadOnlySpan<float> scores, int k, Span<int> selected);

    private static bool IsHeadOfSort(Selection select, float[] scores, int k)
    {
        // LINQ's sort is stable; NaN compares below everything, and 0 and -0 compare equal.
        int[] expected = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(k)];
        var selected = new int[k];
        int count = select(scores, k, selected);
        return selected.AsSpan(0, count).SequenceEqual(expected);
    }
}
