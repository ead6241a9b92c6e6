using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>Where, how badly and until when an asset is wanted: what a new request entity starts from.</summary>
internal struct Want
{
    /// <summary>Metres; NaN in X when there is no place.</summary>
    public Vector3 Position;

    public float Radius;

    public float LodWeight;

    /// <summary>The earliest deadline of those who want it, in seconds on the runtime's clock; infinity when none has one.</summary>
    public float Deadline;

    /// <summary>The latest deadline of those who want it; infinity when one of them has none.</summary>
    public float LatestDeadline;

    /// <summary>Whether it is of no use to anybody after <see cref="LatestDeadline"/>.</summary>
    public bool IsUselessWhenLate;

    /// <summary>A value of <see cref="Urgency"/>, or -1.</summary>
    public int UrgencyBound;
}
