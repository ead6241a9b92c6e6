namespace TurtlGraph.Streaming;

/// <summary>The class the last priority recalculation put the request in.</summary>
public struct RequestUrgency
{
    /// <summary>A value of <see cref="Urgency"/>.</summary>
    public int Value;
}
