namespace TurtlGraph.Streaming;

/// <summary>How cheap the asset is to read: 1 / (stored MiB + 1), computed once when the request is queued.</summary>
public struct SizeFactor
{
    /// <summary>Above 0 (huge) to 1 (tiny).</summary>
    public float Value;
}
