namespace TurtlGraph.Bundles;

/// <summary>
/// The order of payloads by dependency closeness. Each asset is followed by those that it alone brings along (its children in the
/// dominator tree), so what a root needs for itself is one run. What several roots share is loaded with the first of them that
/// comes, whichever that is, and would only stand between the others: it lies apart, in the order in which it is first needed;
/// unless all that use it are neighbours in space, then it lies with them.
/// </summary>
internal static class GraphOrder
{
    /// <summary>Roots in a row that count as neighbours.</summary>
    private const int Neighbours = 16;

    /// <param name="plan">Entries and their dependencies.</param>
    /// <param name="order">The order in space, which roots keep.</param>
    public static int[] Of(PackPlan plan, int[] order)
    {
        int[] targets = [.. plan.Targets];
        var reach = new RootReach(plan, targets, order);
        var tree = new DominatorTree(plan.Starts, targets, reach.Roots);
        var walk = new int[order.Length];
        for (int i = 0; i < walk.Length; i++)
        {
            walk[tree.Walk[i]] = i;
        }

        var isRoot = new bool[order.Length];
        var place = (int[])reach.First.Clone();
        for (int i = 0; i < reach.Roots.Length; i++)
        {
            isRoot[reach.Roots[i]] = true;
            place[reach.Roots[i]] = i;
        }

        var keys = new (bool IsApart, int Place, bool IsShared, int Walk)[order.Length];
        for (int entry = 0; entry < keys.Length; entry++)
        {
            bool isApart = !isRoot[entry] && reach.Last[entry] - reach.First[entry] >= Neighbours;
            keys[entry] = (isApart, place[entry], !isRoot[entry], walk[entry]);
        }

        int[] tops = [.. order.Where(entry => tree.Parents[entry] < 0).OrderBy(entry => keys[entry])];
        return Unfold(tree, tops, walk);
    }

    /// <summary>Each top followed by what it dominates, depth first, in the order of the walk.</summary>
    private static int[] Unfold(DominatorTree tree, int[] tops, int[] walk)
    {
        ILookup<int, int> children = Enumerable.Range(0, walk.Length).Where(entry => tree.Parents[entry] >= 0)
            .OrderByDescending(entry => walk[entry]).ToLookup(entry => tree.Parents[entry]);
        var order = new List<int>(walk.Length);
        var open = new Stack<int>(tops.Reverse());
        while (open.TryPop(out int entry))
        {
            order.Add(entry);
            foreach (int child in children[entry])
            {
                open.Push(child);
            }
        }

        return [.. order];
    }
}
