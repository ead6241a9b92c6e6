using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>Which asset an entity is about: 16 bytes.</summary>
public struct AssetKey
{
    /// <summary>The asset's name.</summary>
    public AssetId Id;

    /// <summary>Dense number of the asset over all mounted bundles.</summary>
    public int Asset;

    /// <summary>Number of the mounted bundle it comes from; its entry there is <see cref="Asset"/> less the bundle's first.</summary>
    public int Bundle;
}
