namespace TurtlGraph.Streaming;

/// <summary>The urgency the game fixed, or -1 to let distance decide each frame.</summary>
public struct UrgencyBound
{
    /// <summary>-1, or a value of <see cref="Urgency"/>.</summary>
    public int Value;
}
