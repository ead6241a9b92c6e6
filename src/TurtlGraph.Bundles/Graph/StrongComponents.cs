namespace TurtlGraph.Bundles;

/// <summary>
/// Strongly connected components after Tarjan, "Depth-first search and linear graph algorithms" (1972), with an explicit stack,
/// so that a long chain cannot exhaust the thread's.
/// </summary>
internal sealed class StrongComponents
{
    private const int Unvisited = -1;

    private readonly int[] _starts;
    private readonly int[] _targets;
    private readonly int[] _index;
    private readonly int[] _low;
    private readonly int[] _cursor;
    private readonly bool[] _open;
    private readonly Stack<int> _path = new();
    private readonly Stack<int> _pending = new();
    private readonly List<IReadOnlyList<int>> _cycles = [];
    private int _next;

    private StrongComponents(int[] starts, int[] targets)
    {
        int count = starts.Length - 1;
        _starts = starts;
        _targets = targets;
        _index = new int[count];
        _low = new int[count];
        _cursor = new int[count];
        _open = new bool[count];
        Array.Fill(_index, Unvisited);
    }

    /// <summary>
    /// The components of two or more nodes of a graph in CSR form, each ascending, ordered by their first node.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<int>> Find(int[] starts, int[] targets)
    {
        var search = new StrongComponents(starts, targets);
        for (int node = 0; node < search._index.Length; node++)
        {
            if (search._index[node] == Unvisited)
            {
                search.Visit(node);
            }
        }

        search._cycles.Sort((left, right) => left[0].CompareTo(right[0]));
        return search._cycles;
    }

    private void Visit(int root)
    {
        Enter(root);
        while (_path.TryPeek(out int node))
        {
            if (_cursor[node] < _starts[node + 1])
            {
                Follow(node, _targets[_cursor[node]++]);
                continue;
            }

            _path.Pop();
            if (_path.TryPeek(out int parent))
            {
                _low[parent] = Math.Min(_low[parent], _low[node]);
            }

            if (_low[node] == _index[node])
            {
                Close(node);
            }
        }
    }

    private void Follow(int node, int target)
    {
        if (_index[target] == Unvisited)
        {
            Enter(target);
        }
        else if (_open[target])
        {
            _low[node] = Math.Min(_low[node], _index[target]);
        }
    }

    private void Enter(int node)
    {
        _index[node] = _low[node] = _next++;
        _cursor[node] = _starts[node];
        _open[node] = true;
        _pending.Push(node);
        _path.Push(node);
    }

    private void Close(int root)
    {
        var members = new List<int>();
        int node;
        do
        {
            node = _pending.Pop();
            _open[node] = false;
            members.Add(node);
        }
        while (node != root);

        if (members.Count > 1)
        {
            members.Sort();
            _cycles.Add(members);
        }
    }
}
