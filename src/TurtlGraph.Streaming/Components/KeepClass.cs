namespace TurtlGraph.Streaming;

/// <summary>How strongly a cached asset is to be kept: its urgency while somebody holds it, one more than the lowest when nobody does.</summary>
public struct KeepClass
{
    /// <summary>0 (kept most) to 4 (held by nobody); kept as a float because the scoring kernel reads it.</summary>
    public float Value;
}
