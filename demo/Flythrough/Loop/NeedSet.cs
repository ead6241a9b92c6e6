using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Prediction;

namespace TurtlGraph.Flythrough;

/// <summary>
/// What the game needs in a frame: the assets whose bounding sphere is in the need volume, and all these depend on. Each
/// dependency takes over the place of the nearest asset that needs it. Allocates nothing after construction.
/// </summary>
internal sealed class NeedSet : IDisposable
{
    private readonly SpatialIndex _index;
    private readonly DependencyWalker _walker;
    private readonly int[] _entryOfItem;
    private readonly int[] _found;
    private readonly int[] _assets;
    private readonly uint[] _stamp;
    private readonly int[] _root;
    private readonly float[] _distance;
    private uint _frame;
    private int _count;

    public NeedSet(Bundle bundle)
    {
        _walker = new DependencyWalker(bundle);
        _assets = new int[bundle.Count];
        _stamp = new uint[bundle.Count];
        _root = new int[bundle.Count];
        _distance = new float[bundle.Count];
        _entryOfItem = [.. Enumerable.Range(0, bundle.Count).Where(i => bundle[i].HasPosition)];
        _found = new int[_entryOfItem.Length];
        BundleEntry[] placed = [.. _entryOfItem.Select(i => bundle[i])];
        _index = new SpatialIndex(
            [.. placed.Select(e => e.Position.X)], [.. placed.Select(e => e.Position.Y)], [.. placed.Select(e => e.Position.Z)], [.. placed.Select(e => e.Radius)]);
    }

    /// <summary>The needed assets of the last <see cref="Compute"/>, each once.</summary>
    public ReadOnlySpan<int> Assets => _assets.AsSpan(0, _count);

    /// <summary>Whether the asset was needed in the last <see cref="Compute"/>.</summary>
    public bool Contains(int asset) => _frame != 0 && _stamp[asset] == _frame;

    /// <summary>The placed asset on whose behalf a needed asset is wanted; itself when it has a place in the volume.</summary>
    public int RootOf(int asset) => _root[asset];

    /// <summary>Finds what is needed from here.</summary>
    public void Compute(in NeedVolume volume, Vector3 position, Vector3 forward)
    {
        _frame++;
        _count = 0;
        int found = Math.Min(volume.Query(_index, position, forward, _found), _found.Length);
        for (int i = 0; i < found; i++)
        {
            int item = _found[i], root = _entryOfItem[item];
            Vector4 sphere = _index.SphereOf(item);
            float distance = MathF.Max(0f, Vector3.Distance(position, new Vector3(sphere.X, sphere.Y, sphere.Z)) - sphere.W);
            foreach (int asset in _walker.Walk(root))
            {
                Take(asset, root, distance);
            }
        }
    }

    public void Dispose() => _index.Dispose();

    private void Take(int asset, int root, float distance)
    {
        if (_stamp[asset] != _frame)
        {
            _stamp[asset] = _frame;
            _assets[_count++] = asset;
        }
        else if (distance >= _distance[asset])
        {
            return;
        }

        _distance[asset] = distance;
        _root[asset] = root;
    }
}
