using System.Numerics;
using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough.Tests;

public class FlightPlanTests
{
    private static readonly Terrain Ground = new(1);
    private static readonly FlightArea Area = new(Vector3.Zero, new Vector3(16_000, 1_500, 16_000));

    [Fact]
    public void The_same_seed_gives_the_same_flight_and_another_seed_another()
    {
        FlightPlan first = FlightPlan.Create(Area, Ground, 5, 40), again = FlightPlan.Create(Area, Ground, 5, 40), other = FlightPlan.Create(Area, Ground, 6, 40);
        Assert.Equal(first.Poses, again.Poses);
        Assert.Equal(first.Legs, again.Legs);
        Assert.NotEqual(first.Poses[100], other.Poses[100]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(60)]
    public void Every_manoeuvre_is_flown_and_the_legs_fill_the_time(double seconds)
    {
        FlightPlan plan = FlightPlan.Create(Area, Ground, 1, seconds);
        Assert.Equal(Enum.GetValues<Manoeuvre>(), plan.Legs.Select(l => l.Manoeuvre).Distinct().Order());
        Assert.Equal(seconds, plan.Legs.Sum(l => l.Seconds), 1e-6);
        Assert.Equal(0, plan.Poses[0].Time);
        Assert.InRange(plan.Poses[^1].Time, seconds - 1e-6, seconds + (1.0 / 60));
        for (int i = 1; i < plan.Poses.Count; i++)
        {
            Assert.Equal(1.0 / 60, plan.Poses[i].Time - plan.Poses[i - 1].Time, 1e-9);
        }
    }

    [Fact]
    public void The_flight_stays_above_the_ground_and_inside_the_world()
    {
        foreach (TrajectorySample pose in FlightPlan.Create(Area, Ground, 2, 120).Poses)
        {
            Assert.True(pose.Position.Y >= Ground.HeightAt(pose.Position.X, pose.Position.Z) + 11f, $"{pose} is too low");
            Assert.InRange(pose.Position.X, 0, 16_000);
            Assert.InRange(pose.Position.Z, 0, 16_000);
            Assert.InRange(pose.YawDegrees, -180f, 180f);
        }
    }

    [Fact]
    public void Manoeuvres_move_as_they_say()
    {
        FlightPlan plan = FlightPlan.Create(Area, Ground, 1, 30);
        float Fastest(Manoeuvre m) => Steps(plan, m).Skip(30).Max(s => s.Length) * 60f;
        Assert.InRange(Fastest(Manoeuvre.Cruise), 60f, 100f);
        Assert.True(Fastest(Manoeuvre.Sprint) > 200f, "a sprint is fast");
        Assert.True(Steps(plan, Manoeuvre.Stop).Last().Length * 60f < 2f, "a stop stops");
        Assert.Equal(1, plan.Poses.Zip(plan.Poses.Skip(1)).Count(p => Vector3.Distance(p.First.Position, p.Second.Position) > 500f));
        Assert.True(Steps(plan, Manoeuvre.Dive).Min(s => s.Pitch) < -30f, "a dive looks down");
        float turned = Steps(plan, Manoeuvre.Turn).Sum(s => MathF.Abs(s.Yaw));
        Assert.InRange(turned, 120f, 280f);
    }

    [Fact]
    public void A_small_world_is_flown_slowly()
    {
        FlightArea small = new(Vector3.Zero, new Vector3(320, 40, 320));
        FlightPlan plan = FlightPlan.Create(small, Ground, 1, 10);
        Assert.Equal(0.02f, small.Scale, 1e-6);
        Assert.Equal(51.2f, small.DefaultRadius, 1e-3);
        Assert.True(Steps(plan, Manoeuvre.Sprint).Max(s => s.Length) * 60f < 6f, "speeds scale with the world");
    }

    private static List<(float Length, float Yaw, float Pitch)> Steps(FlightPlan plan, Manoeuvre manoeuvre)
    {
        FlightLeg leg = plan.Legs.First(l => l.Manoeuvre == manoeuvre);
        List<TrajectorySample> poses = plan.Poses.Where(p => p.Time >= leg.Start && p.Time < leg.Start + leg.Seconds).ToList();
        return poses.Zip(poses.Skip(1), (a, b) => (Vector3.Distance(a.Position, b.Position), MathF.IEEERemainder(b.YawDegrees - a.YawDegrees, 360f), b.PitchDegrees)).ToList();
    }
}
