namespace TurtlGraph.Bundles.Tests;

public sealed class DominatorTreeTests
{
    [Fact]
    public void The_dominators_of_any_graph_are_those_found_by_leaving_each_entry_out()
    {
        var random = new Random(11);
        for (int round = 0; round < 400; round++)
        {
            int count = random.Next(1, 14);
            int[][] targets = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(count)).Distinct().ToArray())];
            int[] roots = Roots(targets, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(count)).Distinct()]);

            Assert.Equal(ByDefinition(targets, roots), Tree(targets, roots).Parents);
        }
    }

    [Fact]
    public void A_chain_of_a_million_entries_is_walked_without_recursion()
    {
        const int count = 1_000_000;
        var tree = new DominatorTree([.. Enumerable.Range(0, count), count - 1], [.. Enumerable.Range(1, count - 1)], [0]);

        Assert.Equal(Enumerable.Range(-1, count), tree.Parents);
        Assert.Equal(Enumerable.Range(0, count), tree.Walk.ToArray());
    }

    private static DominatorTree Tree(int[][] targets, int[] roots)
    {
        int[] starts = [0, .. targets.Select((_, i) => targets[..(i + 1)].Sum(list => list.Length))];
        return new DominatorTree(starts, [.. targets.SelectMany(list => list)], roots);
    }

    /// <summary>Adds roots until each entry can be reached from one.</summary>
    private static int[] Roots(int[][] targets, int[] roots)
    {
        for (int entry = 0; entry < targets.Length; entry++)
        {
            if (!Reached(targets, roots, without: -1)[entry])
            {
                roots = [.. roots, entry];
            }
        }

        return roots;
    }

    /// <summary>The immediate dominator is the strict dominator that all other strict ones dominate.</summary>
    private static int[] ByDefinition(int[][] targets, int[] roots)
    {
        var parents = new int[targets.Length];
        bool[][] lost = [.. Enumerable.Range(0, targets.Length).Select(without => Reached(targets, roots, without).Select(reached => !reached).ToArray())];
        for (int entry = 0; entry < parents.Length; entry++)
        {
            int[] strict = [.. Enumerable.Range(0, parents.Length).Where(other => other != entry && lost[other][entry])];
            parents[entry] = strict.Length == 0 ? -1 : strict.Single(candidate => strict.All(other => other == candidate || lost[other][candidate]));
        }

        return parents;
    }

    private static bool[] Reached(int[][] targets, int[] roots, int without)
    {
        var reached = new bool[targets.Length];
        var open = new Stack<int>(roots);
        while (open.TryPop(out int entry))
        {
            if (entry != without && !reached[entry])
            {
                reached[entry] = true;
                Array.ForEach(targets[entry], open.Push);
            }
        }

        return reached;
    }
}
