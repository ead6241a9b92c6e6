namespace TurtlGraph.Streaming;

/// <summary>Counts the times this asset was loaded, so that a copy of old contents can be told from new ones.</summary>
public struct Version
{
    /// <summary>1 at the first load.</summary>
    public uint Value;
}
