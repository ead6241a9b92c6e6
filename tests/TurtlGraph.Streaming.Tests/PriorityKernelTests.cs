using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Streaming.Tests;

public partial class PriorityKernelTests
{
    // More than one block, and not a whole number of them.
    private const int Rows = 512 + 64;

    [Fact]
    public void The_vector_kernel_equals_its_scalar_twin()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Gen.Choose(0, 4).ToArbitrary(), (seed, viewerCount) =>
        {
            var random = new Random(seed);
            Columns vector = Columns.Random(random);
            Columns scalar = vector.Clone();
            Viewer[] viewers = [.. Enumerable.Range(0, viewerCount).Select(_ => new Viewer(Place(random), Place(random), fieldOfViewDegrees: random.Next(20, 361)) { Velocity = Place(random) })];
            PriorityParameters parameters = PriorityParameters.From(new StreamingOptions(), now: 100);
            parameters.Waits = new Vector4(0.1f, 0.5f, 2, 5) * random.Next(2);
            parameters.SecondsPerMebibyte = random.NextSingle() * random.Next(2);
            PriorityKernel.Score(vector.View(), parameters, viewers);
            PriorityKernel.ScoreScalar(scalar.View(), parameters, viewers);
            for (int i = 0; i < Rows; i++)
            {
                Assert.Equal(scalar.Urgency[i], vector.Urgency[i]);
                Assert.Equal(scalar.ViewerOf[i], vector.ViewerOf[i]);
                Assert.True(Math.Abs(scalar.Score[i] - vector.Score[i]) <= 1e-5f * Math.Max(1, Math.Abs(scalar.Score[i])), $"{scalar.Score[i]} and {vector.Score[i]} in row {i}");
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(5, Urgency.Critical)]
    [InlineData(30, Urgency.High)]
    [InlineData(75, Urgency.Medium)]
    [InlineData(500, Urgency.Low)]
    public void Distance_decides_the_class(float distance, Urgency expected)
    {
        Columns columns = Columns.Single(new Vector3(0, 0, distance + 1), radius: 1);
        columns.Run(new Viewer(Vector3.Zero, Vector3.UnitZ));
        Assert.Equal((int)expected, columns.Urgency[0]);
    }

    [Fact]
    public void A_more_urgent_class_goes_before_a_less_urgent_one_and_late_before_both()
    {
        Columns near = Columns.Single(new Vector3(0, 0, 8), radius: 0);
        Columns far = Columns.Single(new Vector3(0, 0, 30), radius: 0);
        Columns farAndLate = Columns.Single(new Vector3(0, 0, 30), radius: 0, deadline: 99);
        var viewer = new Viewer(Vector3.Zero, Vector3.UnitZ);
        near.Run(viewer);
        far.Run(viewer);
        farAndLate.Run(viewer);
        Assert.True(near.Score[0] > far.Score[0]);
        Assert.True(farAndLate.Score[0] > near.Score[0]);
    }

    [Fact]
    public void Of_late_requests_the_more_urgent_goes_first_and_then_the_earlier_deadline()
    {
        var viewer = new Viewer(Vector3.Zero, Vector3.UnitZ);
        float Key(float distance, float deadline)
        {
            Columns columns = Columns.Single(new Vector3(0, 0, distance), radius: 0, deadline: deadline);
            columns.Run(viewer);
            return columns.Score[0];
        }

        Assert.True(Key(5, 99) > Key(30, 50));
        Assert.True(Key(30, 50) > Key(30, 99));
        Assert.True(Key(30, 99) > Key(30, 101));
    }

    [Fact]
    public void A_prediction_never_goes_before_a_demand_and_the_earlier_need_goes_first()
    {
        Columns demand = Columns.Single(new Vector3(0, 0, 5000), radius: 0);
        Columns soon = Columns.Single(new Vector3(0, 0, 1), radius: 0, deadline: 100.5f, waiters: 0);
        Columns later = Columns.Single(new Vector3(0, 0, 1), radius: 0, deadline: 103, waiters: 0);
        var viewer = new Viewer(Vector3.Zero, Vector3.UnitZ);
        demand.Run(viewer);
        soon.Run(viewer);
        later.Run(viewer);
        Assert.True(demand.Score[0] > soon.Score[0]);
        Assert.True(soon.Score[0] > later.Score[0]);
    }

    [Fact]
    public void Waiting_raises_the_score_so_that_nothing_starves()
    {
        Columns fresh = Columns.Single(new Vector3(0, 0, 500), radius: 0);
        Columns old = Columns.Single(new Vector3(0, 0, 500), radius: 0);
        old.QueuedAt[0] = 90;
        var viewer = new Viewer(Vector3.Zero, Vector3.UnitZ);
        fresh.Run(viewer);
        old.Run(viewer);
        Assert.True(old.Score[0] > fresh.Score[0]);
    }

    [Fact]
    public void A_retry_that_must_wait_is_not_tried()
    {
        Columns columns = Columns.Single(Vector3.Zero, radius: 0);
        columns.NotBefore[0] = 101;
        columns.Run(new Viewer(Vector3.Zero, Vector3.UnitZ));
        Assert.Equal(-1, columns.Score[0]);
    }

    private static Vector3 Place(Random random) =>
        new((random.NextSingle() - 0.5f) * 400, (random.NextSingle() - 0.5f) * 50, (random.NextSingle() - 0.5f) * 400);

    private sealed class Columns
    {
        public float[] X { get; private init; } = new float[Rows];
        public float[] Y { get; private init; } = new float[Rows];
        public float[] Z { get; private init; } = new float[Rows];
        public float[] Radius { get; private init; } = new float[Rows];
        public float[] Importance { get; private init; } = new float[Rows];
        public float[] Size { get; private init; } = new float[Rows];
        public float[] QueuedAt { get; private init; } = new float[Rows];
        public float[] Deadline { get; private init; } = new float[Rows];
        public float[] NotBefore { get; private init; } = new float[Rows];
        public int[] Waiters { get; private init; } = new int[Rows];
        public int[] Bound { get; private init; } = new int[Rows];
        public int[] Urgency { get; private init; } = new int[Rows];
        public int[] ViewerOf { get; private init; } = new int[Rows];
        public float[] Score { get; private init; } = new float[Rows];

        public static Columns Random(Random random)
        {
            var columns = new Columns();
            for (int i = 0; i < Rows; i++)
            {
                Vector3 place = Place(random);
                columns.X[i] = random.Next(10) == 0 ? float.NaN : place.X;
                columns.Y[i] = place.Y;
                columns.Z[i] = place.Z;
                columns.Radius[i] = random.NextSingle() * 20;
                columns.Importance[i] = random.NextSingle();
                columns.Size[i] = 0.05f + (0.95f * random.NextSingle());
                columns.QueuedAt[i] = random.NextSingle() * 110;
                columns.Deadline[i] = random.Next(3) == 0 ? float.PositiveInfinity : random.NextSingle() * 200;
                columns.NotBefore[i] = random.Next(4) == 0 ? random.NextSingle() * 200 : 0;
                columns.Waiters[i] = random.Next(3);
                columns.Bound[i] = random.Next(-1, 8);
                columns.Urgency[i] = random.Next(4);
            }

            return columns;
        }

        public static Columns Single(Vector3 place, float radius, float deadline = float.PositiveInfinity, int waiters = 1)
        {
            var columns = new Columns();
            columns.X[0] = place.X;
            columns.Y[0] = place.Y;
            columns.Z[0] = place.Z;
            columns.Radius[0] = radius;
            columns.QueuedAt[0] = 100;
            columns.Deadline[0] = deadline;
            columns.Size[0] = 1;
            columns.Waiters[0] = waiters;
            columns.Bound[0] = -1;
            columns.Urgency[0] = (int)Streaming.Urgency.Low;
            return columns;
        }

        public Columns Clone() => new()
        {
            X = [.. X], Y = [.. Y], Z = [.. Z], Radius = [.. Radius], Importance = [.. Importance], Size = [.. Size],
            QueuedAt = [.. QueuedAt], Deadline = [.. Deadline], NotBefore = [.. NotBefore], Waiters = [.. Waiters], Bound = [.. Bound], Urgency = [.. Urgency],
        };

        public float Run(in PriorityParameters parameters, params ReadOnlySpan<Viewer> viewers)
        {
            PriorityKernel.Score(View(), parameters, viewers);
            return Score[0];
        }

        public void Run(Viewer viewer) => PriorityKernel.Score(View(), PriorityParameters.From(new StreamingOptions(), now: 100), [viewer]);

        public PriorityColumns View() => new()
        {
            PositionX = X, PositionY = Y, PositionZ = Z, Radius = Radius, Importance = Importance, SizeFactor = Size, QueuedAt = QueuedAt,
            Deadline = Deadline, NotBefore = NotBefore, Waiters = Waiters, UrgencyBound = Bound, Urgency = Urgency, Viewer = ViewerOf, Score = Score,
        };
    }
}
