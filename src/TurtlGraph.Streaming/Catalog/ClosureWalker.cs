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
    private readonly NativeList<uint> _counted;
    private uint _count;

    public ClosureWalker(AssetCatalog catalog, int maxAssets)
    {
        _catalog = catalog;
        _found = new NativeList<int>(maxAssets, "closure walk");
        _counted = new NativeList<uint>(maxAssets, "assets counted");
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

    /// <summary>Makes room for the assets that have been mounted.</summary>
    public void Grow() => _counted.AddUninitialized(_catalog.Count - _counted.Count).Clear();

    /// <summary>Forgets what has been counted.</summary>
    public void BeginCounting()
    {
        if (++_count == 0)
        {
            _counted.Span.Clear();
            _count = 1;
        }
    }

    /// <summary>Whether an asset, which closures may share, has not been counted yet; it is from here on.</summary>
    public bool CountOnce(int asset)
    {
        bool isFirst = _counted[asset] != _count;
        _counted[asset] = _count;
        return isFirst;
    }

    public void Dispose()
    {
        _found.Dispose();
        _counted.Dispose();
    }
}
