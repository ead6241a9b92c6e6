namespace TurtlGraph.Bundles;

/// <summary>What is asked for, and which of it needs an entry first and last in the order in space.</summary>
internal sealed class RootReach
{
    private readonly int[] _starts;
    private readonly int[] _targets;

    /// <param name="plan">Entries and their dependencies.</param>
    /// <param name="targets">The dependencies.</param>
    /// <param name="order">All entries, in the order that roots keep.</param>
    public RootReach(PackPlan plan, int[] targets, int[] order)
    {
        (_starts, _targets) = (plan.Starts, targets);
        Roots = FindRoots(plan, order, out int placed);
        First = new int[order.Length];
        Last = new int[order.Length];
        Array.Fill(First, -1);
        Array.Fill(Last, -1);
        for (int i = 0; i < Roots.Length; i++)
        {
            Mark(i, First);
        }

        // What has a place counts alone where it can: one list of everything would make neighbours of nobody.
        for (int i = placed - 1; i >= 0; i--)
        {
            Mark(i, Last);
        }

        for (int i = Roots.Length - 1; i >= placed; i--)
        {
            Mark(i, Last);
        }
    }

    /// <summary>
    /// What is asked for by itself: all that has a place; then what nothing depends on; then one entry of each cycle that cannot
    /// be reached otherwise.
    /// </summary>
    public int[] Roots { get; }

    /// <summary>For each entry the index of the first root that needs it.</summary>
    public int[] First { get; }

    /// <summary>For each entry the index of the last root that needs it.</summary>
    public int[] Last { get; }

    private int[] FindRoots(PackPlan plan, int[] order, out int placed)
    {
        var isTarget = new bool[order.Length];
        for (int entry = 0; entry < order.Length; entry++)
        {
            foreach (int target in TargetsOf(entry))
            {
                isTarget[target] |= target != entry;
            }
        }

        List<int> roots = [.. order.Where(entry => plan.Items[entry].Position is not null)];
        placed = roots.Count;
        roots.AddRange(order.Where(entry => plan.Items[entry].Position is null && !isTarget[entry]));
        var seen = new int[order.Length];
        Array.Fill(seen, -1);
        roots.ForEach(root => Mark(root, root, seen));
        foreach (int entry in order)
        {
            if (seen[entry] < 0)
            {
                roots.Add(entry);
                Mark(entry, entry, seen);
            }
        }

        return [.. roots];
    }

    private void Mark(int root, int[] marks) => Mark(Roots[root], root, marks);

    /// <summary>Gives a mark to what an entry needs, itself included, as far as it has none.</summary>
    private void Mark(int entry, int mark, int[] marks)
    {
        var open = new Stack<int>();
        Add(entry);
        while (open.TryPop(out int next))
        {
            foreach (int target in TargetsOf(next))
            {
                Add(target);
            }
        }

        void Add(int reached)
        {
            if (marks[reached] < 0)
            {
                marks[reached] = mark;
                open.Push(reached);
            }
        }
    }

    private ReadOnlySpan<int> TargetsOf(int entry) => _targets.AsSpan(_starts[entry], _starts[entry + 1] - _starts[entry]);
}
