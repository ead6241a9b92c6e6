using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>Why and how badly an asset is wanted. The default value asks at the asset's own position, urgency by distance.</summary>
public readonly struct Demand
{
    private readonly double _deadline;
    private readonly bool _hasDeadline;

    /// <summary>Creates a demand at the position stored in the bundle, with importance 1, no deadline, urgency by distance.</summary>
    public Demand()
    {
        Importance = 1f;
        LodWeight = 0.5f;
    }

    /// <summary>Where the asset is wanted, in metres; <see langword="null"/> takes the position stored in the bundle.</summary>
    public Vector3? Position { get; init; }

    /// <summary>Radius in metres within which distance counts as zero; 0 takes the asset's own.</summary>
    public float Radius { get; init; }

    /// <summary>Game-given importance, 0 to 1; scales the level-of-detail term of the score.</summary>
    public float Importance { get; init; }

    /// <summary>Weight of this level of detail, 0 (finest, can wait) to 1 (coarsest, first thing to be seen).</summary>
    public float LodWeight { get; init; }

    /// <summary>
    /// Time on <see cref="AssetRuntime.Time"/> at which the asset is needed, in seconds; infinity for none. A request that would
    /// miss it in its ordinary turn goes before all that are in time, by class, then the earliest deadline first. When it has
    /// passed and the asset has come out of every viewer's <see cref="Viewer.Radius"/>, the request fails with <see cref="FailureReason.Expired"/>.
    /// </summary>
    public double Deadline
    {
        get => _hasDeadline ? _deadline : double.PositiveInfinity;
        init => (_deadline, _hasDeadline) = (value, !double.IsNaN(value));
    }

    /// <summary>
    /// Whether the asset is of no use after <see cref="Deadline"/>: a request that cannot be there in time any more, even if it were
    /// read next, fails with <see cref="FailureReason.Expired"/> instead of taking bandwidth. Default false: late is better than never.
    /// </summary>
    public bool IsUselessWhenLate { get; init; }

    /// <summary>A fixed urgency, or <see langword="null"/> to let distance decide each frame.</summary>
    public Urgency? Urgency { get; init; }
}
