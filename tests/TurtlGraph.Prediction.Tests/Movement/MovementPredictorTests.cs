using System.Numerics;

namespace TurtlGraph.Prediction.Tests;

public sealed class MovementPredictorTests
{
    private static readonly Vector3 Eastward = new(10, 0, 0);

    [Fact]
    public void Steady_movement_is_continued_also_from_irregular_samples()
    {
        var predictor = new MovementPredictor();
        var random = new Random(1);
        double time = 5;
        for (int i = 0; i < 200; i++)
        {
            time += 0.005 + (random.NextDouble() * 0.2);
            predictor.Add(time, PositionAt(time));
        }

        AssertNear(Eastward, predictor.Velocity, 0.01f);
        Assert.Equal(10, predictor.Speed, 0.01f);
        AssertNear(PositionAt(time + 2), predictor.PositionAt(2), 0.1f);
        Assert.Equal(1, predictor.Steadiness, 0.01f);
        Assert.Equal(0, predictor.TeleportCount);

        static Vector3 PositionAt(double t) => new Vector3(100, 5, -3) + (Eastward * (float)t);
    }

    [Fact]
    public void A_new_velocity_is_adopted_within_about_the_window()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 2, Vector3.Zero, Eastward);
        Feed(predictor, 2, 2.5, position, new Vector3(0, 0, 20));
        AssertNear(new Vector3(0, 0, 20), predictor.Velocity, 2);
    }

    [Fact]
    public void A_single_noisy_sample_does_not_turn_the_forecast()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 2, Vector3.Zero, Eastward);
        predictor.Add(2.016, position + new Vector3(0.16f, 0, 0.1f));

        // Taken at face value it would be 6 m/s sideways.
        Assert.True(Vector3.Distance(predictor.Velocity, Eastward) < 2);
    }

    [Fact]
    public void A_teleport_resets_the_velocity_at_once_and_the_next_movement_counts_fully()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 2, Vector3.Zero, Eastward);
        Vector3 elsewhere = position + new Vector3(0, 0, 500);
        predictor.Add(2.016, elsewhere);

        Assert.True(predictor.Teleported);
        Assert.Equal(1, predictor.TeleportCount);
        Assert.Equal(Vector3.Zero, predictor.Velocity);
        Assert.Equal(elsewhere, predictor.PositionAt(2));

        predictor.Add(2.032, elsewhere + new Vector3(0, 0, 0.16f));
        Assert.False(predictor.Teleported);
        AssertNear(new Vector3(0, 0, 10), predictor.Velocity, 0.01f);
    }

    [Fact]
    public void A_jump_at_one_moment_is_a_teleport()
    {
        var predictor = new MovementPredictor();
        Feed(predictor, 0, 1, Vector3.Zero, Eastward);
        predictor.Add(predictor.Time, new Vector3(0, 0, 900));
        Assert.True(predictor.Teleported);
        Assert.Equal(Vector3.Zero, predictor.Velocity);
    }

    [Fact]
    public void A_small_correction_of_the_last_sample_leaves_the_velocity()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 1, Vector3.Zero, Eastward);
        predictor.Add(predictor.Time, position + new Vector3(0, 0.5f, 0));
        Assert.False(predictor.Teleported);
        AssertNear(Eastward, predictor.Velocity, 0.01f);
        Assert.Equal(0.5f, predictor.Position.Y);
    }

    [Fact]
    public void A_fast_vehicle_is_followed_after_its_second_sample()
    {
        var predictor = new MovementPredictor();
        Vector3 jet = new(250, 0, 0);
        Feed(predictor, 0, 3, Vector3.Zero, jet);
        Assert.InRange(predictor.TeleportCount, 0, 1);
        AssertNear(jet, predictor.Velocity, 1);
    }

    [Fact]
    public void A_fast_vehicle_may_speed_up_without_being_taken_for_a_teleport()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Vector3.Zero;
        for (int frame = 0; frame < 60 * 30; frame++)
        {
            position += new Vector3(0, 0, frame / 60f * 10 / 60f);
            predictor.Add(frame / 60.0, position);
        }

        Assert.Equal(0, predictor.TeleportCount);
        Assert.InRange(predictor.Speed, 290, 301);
    }

    [Fact]
    public void A_braking_viewer_is_not_carried_past_where_it_will_stop()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 2, Vector3.Zero, new Vector3(20, 0, 0));
        float speed = 20;
        double time = 2;
        while (speed > 10)
        {
            time += 1 / 60.0;
            speed -= 10 / 60f;
            position += new Vector3(speed / 60, 0, 0);
            predictor.Add(time, position);
        }

        // From 10 m/s at 10 m/s^2 it stops after 5 m; going on at 10 m/s would be 30 m.
        Assert.InRange(predictor.PositionAt(3).X - position.X, 3, 9);
    }

    [Fact]
    public void A_viewer_that_stands_stays()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 2, Vector3.Zero, Eastward);
        Feed(predictor, 2, 4, position, Vector3.Zero);
        Assert.True(Vector3.Distance(position, predictor.PositionAt(2)) < 0.1f);
    }

    [Fact]
    public void A_viewer_that_sways_is_forecast_to_stay_near()
    {
        var predictor = new MovementPredictor();
        var worst = 0f;
        for (int i = 0; i < 600; i++)
        {
            double time = i / 60.0;
            predictor.Add(time, new Vector3(0.1f * MathF.Sin((float)time * 12), 1.7f, 0));
            worst = i < 120 ? 0 : MathF.Max(worst, MathF.Abs(predictor.PositionAt(2).X));
        }

        // The velocity reaches 1.2 m/s: unsteadied it would be carried two metres away.
        Assert.InRange(worst, 0, 0.8f);
        Assert.InRange(predictor.Steadiness, 0, 0.6f);
    }

    [Fact]
    public void A_gap_in_the_samples_gives_the_mean_velocity_across_it()
    {
        var predictor = new MovementPredictor();
        Vector3 position = Feed(predictor, 0, 2, Vector3.Zero, Eastward);
        predictor.Add(12, position + new Vector3(0, 0, 50));
        AssertNear(new Vector3(0, 0, 5), predictor.Velocity, 0.1f);
        Assert.False(predictor.Teleported);
    }

    [Fact]
    public void What_is_not_a_number_is_ignored_and_reset_forgets_everything()
    {
        var predictor = new MovementPredictor();
        Feed(predictor, 0, 2, Vector3.Zero, Eastward);
        Vector3 before = predictor.PositionAt(1);
        predictor.Add(3, new Vector3(float.NaN, 0, 0));
        predictor.Add(double.NaN, Vector3.Zero);
        Assert.Equal(before, predictor.PositionAt(1));

        predictor.Reset();
        predictor.Add(10, new Vector3(9_000, 0, 0));
        Assert.False(predictor.Teleported);
        Assert.Equal(Vector3.Zero, predictor.Velocity);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovementPredictor(new MovementOptions { SmoothingSeconds = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MovementPredictor(new MovementOptions { TeleportSpeed = -1 }));
    }

    private static Vector3 Feed(MovementPredictor predictor, double from, double to, Vector3 start, Vector3 velocity)
    {
        int frames = (int)Math.Round((to - from) * 60);
        for (int frame = 1; frame <= frames; frame++)
        {
            predictor.Add(from + (frame / 60.0), start + (velocity * (frame / 60f)));
        }

        return start + (velocity * (float)(to - from));
    }

    private static void AssertNear(Vector3 expected, Vector3 actual, float tolerance) =>
        Assert.True(Vector3.Distance(expected, actual) <= tolerance, $"expected {expected}, got {actual}");
}
