namespace TurtlGraph.Bundles;

/// <summary>
/// The direct dependencies of a bundle's entries. May hold cycles and self-loops: every question is answered in time linear in
/// entries and dependencies. Immutable, thread-safe, valid as long as its bundle is open.
/// </summary>
public sealed class DependencyGraph
{
    private readonly Bundle _bundle;
    private DependencyReport? _report;

    /// <summary>The graph of a bundle.</summary>
    public DependencyGraph(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        _bundle = bundle;
    }

    /// <summary>Entries.</summary>
    public int Count => _bundle.Count;

    /// <summary>Dependencies that have a target.</summary>
    public int EdgeCount => _bundle.DependencyCount;

    /// <summary>The direct dependencies of an entry.</summary>
    public ReadOnlySpan<int> Direct(int entry) => _bundle.Dependencies(entry);

    /// <summary>
    /// The entry and everything it needs, directly or not, each once, nearest first. Use a <see cref="DependencyWalker"/> to
    /// ask often without allocating.
    /// </summary>
    public int[] Closure(int entry) => new DependencyWalker(_bundle).Walk(entry).ToArray();

    /// <summary>Cycles, self-loops and missing targets; found on the first call.</summary>
    public DependencyReport Report() => _report ??= Find();

    private DependencyReport Find()
    {
        var starts = new int[Count + 1];
        var targets = new int[EdgeCount];
        var selfLoops = new List<int>();
        int at = 0;
        for (int entry = 0; entry < Count; entry++)
        {
            ReadOnlySpan<int> direct = Direct(entry);
            direct.CopyTo(targets.AsSpan(at));
            at += direct.Length;
            starts[entry + 1] = at;
            if (direct.Contains(entry))
            {
                selfLoops.Add(entry);
            }
        }

        var missing = new MissingDependency[_bundle.MissingCount];
        for (int i = 0; i < missing.Length; i++)
        {
            missing[i] = _bundle.Missing(i);
        }

        return new DependencyReport
        {
            Cycles = StrongComponents.Find(starts, targets),
            SelfLoops = selfLoops,
            Missing = missing,
        };
    }
}
