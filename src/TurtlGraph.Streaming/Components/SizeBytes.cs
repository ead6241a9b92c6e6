namespace TurtlGraph.Streaming;

/// <summary>Decoded size of the cached asset.</summary>
public struct SizeBytes
{
    /// <summary>Bytes; kept as a float because the scoring kernel reads it.</summary>
    public float Value;
}
