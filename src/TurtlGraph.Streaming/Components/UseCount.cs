namespace TurtlGraph.Streaming;

/// <summary>How often the cached asset was used, counted once per access interval.</summary>
public struct UseCount
{
    /// <summary>Uses; kept as a float because the scoring kernel reads it.</summary>
    public float Value;
}
