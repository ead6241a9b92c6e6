using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough;

/// <summary>The way that is flown, from time 0: a recorded or a planned trajectory, and what is known of it.</summary>
internal sealed class Route
{
    private readonly IReadOnlyList<FlightLeg> _legs;

    private Route(string name, Trajectory trajectory, IReadOnlyList<FlightLeg> legs, double seconds)
    {
        (Name, Trajectory, _legs, Seconds) = (name, trajectory, legs, seconds);
    }

    /// <summary>The file, or <c>seeded</c>.</summary>
    public string Name { get; }

    /// <summary>Starts at time 0.</summary>
    public Trajectory Trajectory { get; }

    /// <summary>Length of the flight.</summary>
    public double Seconds { get; }

    /// <summary>Reads a recorded trajectory, which then starts at 0 whatever its own clock said; past its end the viewer stays.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="TrajectoryFormatException">The file is not a trajectory.</exception>
    public static Route Load(string path, double? seconds = null)
    {
        return From(Trajectory.Load(path), path, seconds);
    }

    /// <summary>Takes a recorded trajectory as <see cref="Load"/> does.</summary>
    public static Route From(Trajectory recorded, string name, double? seconds = null)
    {
        if (recorded.StartTime != 0)
        {
            TrajectorySample[] samples = recorded.Samples.ToArray();
            recorded = new Trajectory(Array.ConvertAll(samples, s => s with { Time = s.Time - samples[0].Time }));
        }

        return new Route(name, recorded, [], seconds ?? Math.Max(recorded.Duration, 0.1));
    }

    /// <summary>Takes a planned flight.</summary>
    public static Route From(FlightPlan plan, double seconds) => new("seeded", new Trajectory([.. plan.Poses]), plan.Legs, seconds);

    /// <summary>Where the viewer is; after the end it stays.</summary>
    public TrajectorySample At(double time) => Trajectory.Sample(time);

    /// <summary>What is flown at a time; <see langword="null"/> on a recorded trajectory.</summary>
    public Manoeuvre? ManoeuvreAt(double time)
    {
        Manoeuvre? manoeuvre = null;
        for (int i = 0; i < _legs.Count && _legs[i].Start <= time; i++)
        {
            manoeuvre = _legs[i].Manoeuvre;
        }

        return manoeuvre;
    }
}
