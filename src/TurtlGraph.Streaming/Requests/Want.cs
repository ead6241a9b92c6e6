using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>Where, how badly and until when an asset is wanted: what a new request entity starts from.</summary>
internal struct Want
{
    /// <summary>Metres; NaN in X when there is no place.</summary>
    public Vector3 Position;

    public float Radius;

    public float LodWeight;

    /// <summary>Seconds on the runtime's clock; infinity for none.</summary>
    public float Deadline;

    /// <summary>Whether it is of no use after <see cref="Deadline"/>.</summary>
    public bool IsUselessWhenLate;

    /// <summary>A value of <see cref="Urgency"/>, or -1.</summary>
    public int UrgencyBound;
}
