using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>Finds the shortest way from an asset to one it depends on. Allocates: for whoever wants to know why something failed.</summary>
internal static class FailurePaths
{
    public static FailurePath Find(AssetCatalog catalog, int asset, int cause, FailureReason reason)
    {
        MountedBundle mounted = catalog.BundleOf(asset);
        int from = asset - mounted.FirstAsset;
        int to = cause - mounted.FirstAsset;
        var cameFrom = new Dictionary<int, int> { [from] = from };
        var open = new Queue<int>([from]);
        while (!cameFrom.ContainsKey(to) && open.TryDequeue(out int entry))
        {
            ReadOnlySpan<int> targets = mounted.Bundle.Dependencies(entry);
            for (int i = 0; i < targets.Length; i++)
            {
                if (!mounted.Bundle.IsOptional(entry, i) && cameFrom.TryAdd(targets[i], entry))
                {
                    open.Enqueue(targets[i]);
                }
            }
        }

        var path = new List<int> { to };
        while (path[^1] != from && cameFrom.TryGetValue(path[^1], out int before))
        {
            path.Add(before);
        }

        path.Reverse();
        return new FailurePath(reason, [.. path.Select(entry => mounted.Bundle[entry].Id)], [.. path.Select(mounted.Bundle.Name)]);
    }
}
