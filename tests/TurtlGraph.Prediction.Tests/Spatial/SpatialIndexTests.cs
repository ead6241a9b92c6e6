using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Prediction.Tests;

public sealed class SpatialIndexTests
{
    private sealed record Case(SphereCloud Cloud, Vector3 From, Vector3 To, float Radius, float CellSize);

    [Fact]
    public void A_query_equals_the_plain_loop_also_where_spheres_just_touch()
    {
        // Small whole numbers: every distance is exact, so touching is decided alike by any arithmetic.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(WholeNumberCases(sweep: false).ToArbitrary(), EqualsPlainLoop));
    }

    [Fact]
    public void A_swept_query_equals_the_plain_loop()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(WholeNumberCases(sweep: true).ToArbitrary(), EqualsPlainLoop));
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 3_000, 10)]
    [InlineData(3, 3_000, 4_000)]
    [InlineData(4, 20_000, 300)]
    public void Queries_in_a_world_of_mixed_sizes_equal_the_plain_loop(int seed, int count, float largestRadius)
    {
        SphereCloud cloud = SphereCloud.Random(count, seed, 4_000, largestRadius);
        using SpatialIndex index = cloud.Build();
        var random = new Random(seed);
        for (int query = 0; query < 30; query++)
        {
            Vector3 from = new(random.Next(-3_000, 3_000), random.Next(-100, 100), random.Next(-3_000, 3_000));
            Vector3 to = from + new Vector3(random.Next(-500, 500), 0, random.Next(-500, 500));
            float radius = random.Next(600);
            AssertEqualsPlainLoop(cloud, index, from, from, radius);
            AssertEqualsPlainLoop(cloud, index, from, to, radius);
        }
    }

    [Fact]
    public void The_count_tells_how_many_there_are_when_the_span_is_too_short()
    {
        using SpatialIndex index = SphereCloud.Random(100, 1, 10, 1).Build();
        var found = new int[7];
        Assert.Equal(100, index.Query(Vector3.Zero, 1_000, found));
        Assert.Equal(7, found.Distinct().Count());
        Assert.Equal(100, index.QuerySwept(Vector3.Zero, Vector3.UnitX, 1_000, []));
    }

    [Fact]
    public void Items_at_one_place_in_a_line_or_without_number_are_fine()
    {
        using (var nothing = new SpatialIndex([], [], [], []))
        {
            Assert.Equal(0, nothing.Query(Vector3.Zero, 1e9f, new int[1]));
        }

        float[] zero = new float[50];
        using (var onePlace = new SpatialIndex(zero, zero, zero, zero))
        {
            Assert.Equal(50, onePlace.Query(Vector3.Zero, 0, new int[50]));
            Assert.Equal(0, onePlace.Query(new Vector3(1, 0, 0), 0.5f, new int[50]));
        }

        float[] line = [.. Enumerable.Range(0, 50).Select(i => (float)i)];
        using var inLine = new SpatialIndex(line, zero, zero, zero);
        Assert.Equal(11, inLine.Query(new Vector3(20, 0, 0), 5, new int[50]));
    }

    [Fact]
    public void An_extreme_world_takes_bounded_memory()
    {
        float[] x = [-1e9f, 1e9f, 0];
        using var index = new SpatialIndex(x, new float[3], x, [1, 1, 3e9f], new SpatialIndexOptions { CellSize = 0.01f });
        Assert.True(index.MemoryBytes < 10_000);
        Assert.Equal(2, index.Query(new Vector3(1e9f, 0, 1e9f), 5, new int[3]));
    }

    [Fact]
    public void A_sphere_is_given_back_as_it_was_put_in()
    {
        SphereCloud cloud = SphereCloud.Random(500, 5, 1_000, 50);
        using SpatialIndex index = cloud.Build();
        for (int i = 0; i < cloud.Count; i++)
        {
            Assert.Equal(new Vector4(cloud.Center(i), cloud.Radius(i)), index.SphereOf(i));
        }
    }

    [Fact]
    public void A_sphere_that_is_not_finite_is_refused_by_its_number()
    {
        float[] good = new float[3];
        var error = Assert.Throws<ArgumentException>(() => new SpatialIndex(good, [0, float.NaN, 0], good, good));
        Assert.Contains("Item 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SpatialIndex(good, good, good, [0, 0, -1]));
        Assert.Throws<ArgumentException>(() => new SpatialIndex(good, good, good, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpatialIndex(good, good, good, good, new SpatialIndexOptions { CellSize = -1 }));
    }

    [Fact]
    public void A_query_allocates_nothing()
    {
        using SpatialIndex index = SphereCloud.Random(5_000, 6, 1_000, 20).Build();
        var found = new int[5_000];
        index.Query(Vector3.Zero, 100, found);
        index.QuerySwept(Vector3.Zero, Vector3.One, 100, found);
        long before = GC.GetAllocatedBytesForCurrentThread();
        index.Query(Vector3.Zero, 100, found);
        index.QuerySwept(Vector3.Zero, Vector3.One, 100, found);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Gen<Case> WholeNumberCases(bool sweep)
    {
        Gen<int> place = Gen.Choose(-40, 40);
        Gen<Vector3> point = from x in place from y in Gen.Choose(-3, 3) from z in place select new Vector3(x, y, z);
        Gen<(Vector3, int)[]> spheres = (
            from center in point
            from radius in Gen.Frequency((8, Gen.Choose(0, 4)), (1, Gen.Choose(0, 60)))
            select (center, radius)).ArrayOf().Resize(80);
        return from items in spheres
               from start in point
               from end in sweep ? point : Gen.Constant(start)
               from radius in Gen.Choose(0, 30)
               from cellSize in Gen.Elements(0f, 0.5f, 3f, 200f)
               select new Case(
                   new SphereCloud(
                       [.. items.Select(s => s.Item1.X)], [.. items.Select(s => s.Item1.Y)], [.. items.Select(s => s.Item1.Z)], [.. items.Select(s => (float)s.Item2)]),
                   start, end, radius, cellSize);
    }

    private static bool EqualsPlainLoop(Case c)
    {
        using SpatialIndex index = c.Cloud.Build(c.CellSize);
        AssertEqualsPlainLoop(c.Cloud, index, c.From, c.To, c.Radius);
        return true;
    }

    private static void AssertEqualsPlainLoop(SphereCloud cloud, SpatialIndex index, Vector3 from, Vector3 to, float radius)
    {
        var found = new int[cloud.Count + 1];
        bool isSwept = from != to;
        int count = isSwept ? index.QuerySwept(from, to, radius, found) : index.Query(from, radius, found);
        HashSet<int> items = [.. found.AsSpan(0, count)];
        Assert.Equal(count, items.Count);
        double tolerance = isSwept || radius > 30 ? 1e-2 : 0;
        for (int i = 0; i < cloud.Count; i++)
        {
            double outside = cloud.DistanceOutside(i, from, to, radius);
            Assert.True(Math.Abs(outside) < tolerance || outside <= 0 == items.Contains(i), $"item {i} lies {outside} outside, found: {items.Contains(i)}");
        }
    }

    [Fact]
    public void The_slices_of_a_sweep_find_what_the_whole_query_finds_each_item_once()
    {
        var random = new Random(9);
        for (int run = 0; run < 60; run++)
        {
            SphereCloud cloud = SphereCloud.Random(random.Next(1, 3_000), run, 800, random.Next(1, 60));
            using SpatialIndex index = cloud.Build();
            Vector3 from = new(random.Next(-900, 900), 0, random.Next(-900, 900));
            Vector3 to = from + new Vector3(random.Next(-300, 300), 0, random.Next(-300, 300));
            float radius = random.Next(1, 500);
            var whole = new int[cloud.Count];
            int expected = index.QuerySwept(from, to, radius, whole);

            var places = new int[random.Next(1, 200)];
            var found = new List<int>();
            SweepCursor cursor = default;
            do
            {
                int count = index.Sweep(from, to, radius, ref cursor, places);
                Assert.True(cursor == default || count == places.Length, "only the last slice is not full");
                foreach (int place in places.AsSpan(0, count))
                {
                    found.Add(index.ItemAt(place));
                    Assert.Equal(index.SphereOf(found[^1]), index.SphereAt(place));
                }
            }
            while (cursor != default);

            Assert.Equal(whole[..expected], found);
        }
    }

    [Fact]
    public void A_sweep_whose_ball_has_gone_elsewhere_ends_its_round()
    {
        using SpatialIndex index = SphereCloud.Random(2_000, 3, 800, 5).Build();
        SweepCursor cursor = default;
        var places = new int[16];
        Assert.Equal(16, index.Sweep(new Vector3(0, 0, 300), new Vector3(0, 0, 300), 200, ref cursor, places));
        Assert.NotEqual(default, cursor);
        Assert.Equal(0, index.Sweep(new Vector3(0, 0, -300), new Vector3(0, 0, -300), 50, ref cursor, places));
        Assert.Equal(default, cursor);
        Assert.True(index.Sweep(new Vector3(0, 0, -300), new Vector3(0, 0, -300), 50, ref cursor, places) > 0);
    }
}
