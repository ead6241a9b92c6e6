using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>Which assets of a bundle need each other, directly or by way of others. Made once, when the bundle is mounted.</summary>
internal sealed class CycleTable
{
    private readonly int _firstAsset;
    private readonly int[]? _cycleOf;
    private readonly int[][] _cycles;

    public CycleTable(Bundle bundle, int firstAsset)
    {
        _firstAsset = firstAsset;
        IReadOnlyList<IReadOnlyList<int>> cycles = bundle.DependencyCount == 0 ? [] : new DependencyGraph(bundle).Report().Cycles;
        _cycles = [.. cycles.Select(cycle => cycle.Select(entry => entry + firstAsset).ToArray())];
        if (_cycles.Length == 0)
        {
            return;
        }

        _cycleOf = new int[bundle.Count];
        for (int cycle = 0; cycle < _cycles.Length; cycle++)
        {
            foreach (int asset in _cycles[cycle])
            {
                _cycleOf[asset - firstAsset] = cycle + 1;
            }
        }
    }

    /// <summary>The assets of the cycle that an asset is in, itself among them; empty when it is in none.</summary>
    public ReadOnlySpan<int> Of(int asset) => _cycleOf is not null && _cycleOf[asset - _firstAsset] is > 0 and var cycle ? _cycles[cycle - 1] : [];

    /// <summary>Whether two assets of the bundle are in one cycle.</summary>
    public bool AreTogether(int one, int other) =>
        _cycleOf is not null && _cycleOf[one - _firstAsset] is > 0 and var cycle && cycle == _cycleOf[other - _firstAsset];
}
