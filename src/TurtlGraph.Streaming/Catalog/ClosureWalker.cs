using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Lists what an asset needs, itself first, each asset once. Cycles and self-loops end by themselves because a visited asset
/// is never entered again. Frame thread only; the result is valid until the next walk.
/// </summary>
internal sealed class ClosureWalker : IDisposable
{
    private readonly AssetCatalog _catalog;
    private readonly NativeList<uint> _visited;
    private readonly NativeList<int> _found;
    private uint _walk;

    public ClosureWalker(AssetCatalog catalog, int maxAssets)
    {
        _catalog = catalog;
        _visited = new NativeList<uint>(maxAssets);
        _found = new NativeList<int>(maxAssets);
    }

    /// <summary>The closure of <paramref name="root"/>.</summary>
    public ReadOnlySpan<int> Walk(int root)
    {
        BeginWalk();
        Visit(root);
        for (int next = 0; next < _found.Count; next++)
        {
            ReadOnlySpan<int> dependencies = _catalog.Dependencies(_found[next], out int firstAsset);
            foreach (int entry in dependencies)
            {
                Visit(firstAsset + entry);
            }
        }

        return _found.Span;
    }

    public void Dispose()
    {
        _visited.Dispose();
        _found.Dispose();
    }

    private void Visit(int asset)
    {
        if (_visited[asset] != _walk)
        {
            _visited[asset] = _walk;
            _found.Add(asset);
        }
    }

    private void BeginWalk()
    {
        _found.Clear();
        while (_visited.Count < _catalog.Count)
        {
            _visited.Add(0);
        }

        if (++_walk == 0)
        {
            _visited.Span.Clear();
            _walk = 1;
        }
    }
}
