namespace TurtlGraph.Prediction;

/// <summary>
/// Knows the future of a viewer, because it has its whole trajectory: the upper bound that predictors are compared with.
/// </summary>
/// <remarks>Across a gap or teleport the viewer stays at the earlier sample until the time of the later one, as in <see cref="Trajectory"/>. Immutable; any thread.</remarks>
public sealed class TrajectoryOracle
{
    /// <summary>Creates an oracle of a trajectory.</summary>
    public TrajectoryOracle(Trajectory trajectory)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        Trajectory = trajectory;
    }

    /// <summary>What it knows.</summary>
    public Trajectory Trajectory { get; }

    /// <summary>Where the viewer will be, and where it will look, <paramref name="secondsAhead"/> after <paramref name="now"/>.</summary>
    /// <param name="now">Seconds on the trajectory's clock.</param>
    /// <param name="secondsAhead">Seconds, 0 or more.</param>
    public TrajectorySample PoseAt(double now, double secondsAhead) => Trajectory.Sample(now + secondsAhead);

    /// <summary>Finds the items the viewer will need at a moment of the future.</summary>
    /// <param name="index">The items.</param>
    /// <param name="need">What counts as needed.</param>
    /// <param name="now">Seconds on the trajectory's clock.</param>
    /// <param name="secondsAhead">Seconds, 0 or more.</param>
    /// <param name="found">Receives item numbers, as many as fit.</param>
    /// <returns>How many items will be needed then, which may be more than fit.</returns>
    public int QueryNeeded(SpatialIndex index, NeedVolume need, double now, double secondsAhead, Span<int> found)
    {
        TrajectorySample pose = PoseAt(now, secondsAhead);
        return need.Query(index, pose.Position, pose.Forward, found);
    }
}
