using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>Which entries of a bundle cannot be used without an entry, directly, in CSR form. Made once, when the bundle is mounted.</summary>
internal sealed class ReverseDependencies
{
    private readonly int[] _starts;
    private readonly int[] _sources;

    public ReverseDependencies(Bundle bundle)
    {
        _starts = bundle.DependencyCount == 0 ? [] : new int[bundle.Count + 1];
        _sources = new int[bundle.DependencyCount];
        if (_starts.Length > 0)
        {
            Fill(bundle);
        }
    }

    /// <summary>The entries that depend on this one; itself among them when it depends on itself.</summary>
    public ReadOnlySpan<int> Of(int entry) => _starts.Length == 0 ? [] : _sources.AsSpan(_starts[entry].._starts[entry + 1]);

    private void Fill(Bundle bundle)
    {
        for (int entry = 0; entry < bundle.Count; entry++)
        {
            ReadOnlySpan<int> targets = bundle.Dependencies(entry);
            for (int i = 0; i < targets.Length; i++)
            {
                _starts[targets[i] + 1] += bundle.IsOptional(entry, i) ? 0 : 1;
            }
        }

        for (int entry = 0; entry < bundle.Count; entry++)
        {
            _starts[entry + 1] += _starts[entry];
        }

        // From the back, so that each start ends where it belongs and sources ascend.
        int[] next = [.. _starts.AsSpan(1)];
        for (int entry = bundle.Count - 1; entry >= 0; entry--)
        {
            ReadOnlySpan<int> targets = bundle.Dependencies(entry);
            for (int i = 0; i < targets.Length; i++)
            {
                if (!bundle.IsOptional(entry, i))
                {
                    _sources[--next[targets[i]]] = entry;
                }
            }
        }
    }
}
