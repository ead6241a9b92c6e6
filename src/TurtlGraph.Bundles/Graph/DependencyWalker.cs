namespace TurtlGraph.Bundles;

/// <summary>
/// Walks closures of dependencies again and again without allocating. One walker serves one thread; it holds 8 bytes an entry.
/// </summary>
public sealed class DependencyWalker
{
    private readonly Bundle _bundle;
    private readonly int[] _order;
    private readonly uint[] _visited;
    private uint _walk;

    /// <summary>A walker over the entries of a bundle.</summary>
    public DependencyWalker(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        _bundle = bundle;
        _order = new int[bundle.Count];
        _visited = new uint[bundle.Count];
    }

    /// <summary>
    /// The entry and everything it needs, each once, breadth first: the entry itself, then its direct dependencies, and so on.
    /// Valid until the next call. Cycles end the walk as any known entry does, so it visits at most every entry.
    /// </summary>
    public ReadOnlySpan<int> Walk(int entry) => Walk(entry, onlyNeeded: false);

    /// <summary>
    /// Like <see cref="Walk(int)"/>, without what the entry can be used without: along the dependencies that are not optional. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> WalkNeeded(int entry) => Walk(entry, _bundle.HasOptionalDependencies);

    private ReadOnlySpan<int> Walk(int entry, bool onlyNeeded)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_order.Length, nameof(entry));
        if (++_walk == 0)
        {
            Array.Clear(_visited);
            _walk = 1;
        }

        _order[0] = entry;
        _visited[entry] = _walk;
        int count = 1;
        for (int next = 0; next < count; next++)
        {
            ReadOnlySpan<int> targets = _bundle.Dependencies(_order[next]);
            for (int i = 0; i < targets.Length; i++)
            {
                int target = targets[i];
                if (_visited[target] != _walk && !(onlyNeeded && _bundle.IsOptional(_order[next], i)))
                {
                    _visited[target] = _walk;
                    _order[count++] = target;
                }
            }
        }

        return _order.AsSpan(0, count);
    }
}
