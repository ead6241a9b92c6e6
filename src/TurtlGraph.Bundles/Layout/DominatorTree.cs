namespace TurtlGraph.Bundles;

/// <summary>
/// Who dominates whom among entries and what they depend on. An asset dominates another when every chain of dependencies from
/// a root to that other one runs through it: whoever loads the other one loads it too. Linear in practice for any graph, cycles and
/// chains of any length included.
/// </summary>
/// <remarks>
/// The semi-NCA algorithm (Georgiadis, Linear-Time Algorithms for Dominators and Related Problems, 2005). Above all roots stands one
/// vertex that is no entry; vertices are numbered by depth-first search from it, it being 0.
/// </remarks>
internal sealed class DominatorTree
{
    private readonly int[] _starts;
    private readonly int[] _targets;
    private readonly int[] _number;
    private readonly int[] _entry;
    private readonly int[] _parent;
    private int _count = 1;

    /// <param name="starts">Where each entry's dependencies start.</param>
    /// <param name="targets">The dependencies.</param>
    /// <param name="roots">What is asked for, in order; each entry can be reached from one of them.</param>
    public DominatorTree(int[] starts, int[] targets, ReadOnlySpan<int> roots)
    {
        (_starts, _targets) = (starts, targets);
        int entries = starts.Length - 1;
        _number = new int[entries];
        _entry = new int[entries + 1];
        _parent = new int[entries + 1];
        _entry[0] = -1;
        var isRoot = new bool[entries];
        foreach (int root in roots)
        {
            isRoot[root] = true;
            if (_number[root] == 0)
            {
                Search(root);
            }
        }

        Parents = Solve(isRoot);
    }

    /// <summary>The immediate dominator of each entry; -1 for roots and for what several of them share.</summary>
    public int[] Parents { get; }

    /// <summary>Entries in the order of a depth-first walk from the roots.</summary>
    public ReadOnlySpan<int> Walk => _entry.AsSpan(1);

    /// <summary>Numbers what can be reached from a root, each before what it leads to.</summary>
    private void Search(int root)
    {
        var open = new Stack<(int Entry, int Next)>();
        Visit(root, 0);
        open.Push((root, _starts[root]));
        while (open.TryPop(out (int Entry, int Next) at))
        {
            if (at.Next == _starts[at.Entry + 1])
            {
                continue;
            }

            open.Push((at.Entry, at.Next + 1));
            int target = _targets[at.Next];
            if (_number[target] == 0)
            {
                Visit(target, _number[at.Entry]);
                open.Push((target, _starts[target]));
            }
        }
    }

    private void Visit(int entry, int parent)
    {
        _number[entry] = _count;
        _entry[_count] = entry;
        _parent[_count++] = parent;
    }

    private int[] Solve(bool[] isRoot)
    {
        int[] dominators = [.. _parent];
        int[] semi = Semidominators(isRoot);
        for (int vertex = 1; vertex < _count; vertex++)
        {
            while (dominators[vertex] > semi[vertex])
            {
                dominators[vertex] = dominators[dominators[vertex]];
            }
        }

        var parents = new int[_number.Length];
        for (int vertex = 1; vertex < _count; vertex++)
        {
            parents[_entry[vertex]] = _entry[dominators[vertex]];
        }

        return parents;
    }

    private int[] Semidominators(bool[] isRoot)
    {
        (int[] starts, int[] sources) = Reversed();
        var path = new LinkPath(_parent);
        for (int vertex = _count - 1; vertex > 0; vertex--)
        {
            int least = isRoot[_entry[vertex]] ? 0 : vertex;
            foreach (int source in sources.AsSpan(starts[vertex], starts[vertex + 1] - starts[vertex]))
            {
                least = Math.Min(least, path.LeastAbove(source, vertex));
            }

            path.Semi[vertex] = least;
        }

        return path.Semi;
    }

    /// <summary>For each vertex those that depend on it, in CSR form.</summary>
    private (int[] Starts, int[] Sources) Reversed()
    {
        var starts = new int[_count + 1];
        foreach (int target in _targets)
        {
            starts[_number[target] + 1]++;
        }

        for (int vertex = 0; vertex < _count; vertex++)
        {
            starts[vertex + 1] += starts[vertex];
        }

        int[] next = [.. starts];
        var sources = new int[_targets.Length];
        for (int entry = 0; entry < _number.Length; entry++)
        {
            foreach (int target in TargetsOf(entry))
            {
                sources[next[_number[target]]++] = _number[entry];
            }
        }

        return (starts, sources);
    }

    private ReadOnlySpan<int> TargetsOf(int entry) => _targets.AsSpan(_starts[entry], _starts[entry + 1] - _starts[entry]);

    /// <summary>Finds the least semidominator on the way up from a vertex, and shortens the way as it goes.</summary>
    private sealed class LinkPath
    {
        private readonly int[] _above;
        private readonly int[] _label;
        private readonly Stack<int> _way = new();

        public LinkPath(int[] parents)
        {
            _above = [.. parents];
            _label = [.. Enumerable.Range(0, parents.Length)];
            Semi = [.. _label];
        }

        public int[] Semi { get; }

        /// <summary>The least semidominator of the vertex and those above it that come after <paramref name="done"/>.</summary>
        public int LeastAbove(int vertex, int done)
        {
            int top = vertex;
            for (; _above[top] > done; top = _above[top])
            {
                _way.Push(top);
            }

            int label = _label[top];
            while (_way.TryPop(out int lower))
            {
                _above[lower] = _above[top];
                label = _label[lower] = Semi[label] < Semi[_label[lower]] ? label : _label[lower];
            }

            return Semi[label];
        }
    }
}
