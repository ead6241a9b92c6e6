using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Lists what an asset needs, itself first, each asset once: the closure inside its bundle, in the dense numbering of assets.
/// Frame thread only; the result is valid until the next walk.
/// </summary>
internal sealed class ClosureWalker : IDisposable
{
    private readonly AssetCatalog _catalog;
    private readonly NativeList<int> _found;

    public ClosureWalker(AssetCatalog catalog, int maxAssets)
    {
        _catalog = catalog;
        _found = new NativeList<int>(maxAssets, "closure walk");
    }

    /// <summary>The closure of <paramref name="root"/>.</summary>
    public ReadOnlySpan<int> Walk(int root)
    {
        MountedBundle mounted = _catalog.BundleOf(root);
        ReadOnlySpan<int> entries = mounted.Dependencies.Walk(root - mounted.FirstAsset);
        _found.Clear();
        Span<int> assets = _found.AddUninitialized(entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            assets[i] = mounted.FirstAsset + entries[i];
        }

        return assets;
    }

    /// <summary>Whether <paramref name="root"/> cannot be used without a member of its closure; does not disturb a walk.</summary>
    public bool Needs(int root, int member)
    {
        MountedBundle mounted = _catalog.BundleOf(root);
        return !mounted.Bundle.HasOptionalDependencies || mounted.Dependencies.WalkNeeded(root - mounted.FirstAsset).Contains(member - mounted.FirstAsset);
    }

    public void Dispose() => _found.Dispose();
}
