using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class DependencyGraphTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cycles_self_loops_and_missing_targets_are_reported_by_name()
    {
        PackReport packed = Samples.Pack(_folder["g.turtl"],
        [
            Samples.Item("a", [1], "b"),
            Samples.Item("b", [2], "c", "c"),
            Samples.Item("c", [3], "a", "d"),
            Samples.Item("d", [4], "d", "gone.png"),
            Samples.Item("e", [5]),
        ]);
        using Bundle bundle = Bundle.Open(_folder["g.turtl"]);
        DependencyReport report = new DependencyGraph(bundle).Report();
        Assert.Equal(["a", "b", "c"], Assert.Single(report.Cycles).Select(bundle.Name).Order());
        Assert.Equal("d", bundle.Name(Assert.Single(report.SelfLoops)));
        MissingDependency missing = Assert.Single(report.Missing);
        Assert.Equal("gone.png", missing.Name);
        Assert.Equal("d", bundle.Name(missing.Entry));
        Assert.Equal(AssetId.FromName("gone.png"), missing.Id);
        Assert.Equal(report.Cycles.SelectMany(c => c), packed.Dependencies.Cycles.SelectMany(c => c));
        Assert.Equal(report.SelfLoops, packed.Dependencies.SelfLoops);
        Assert.Equal(report.Missing, packed.Dependencies.Missing);
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_and_its_closing_edge_do_not_exhaust_the_stack()
    {
        const int count = 100_000;
        int[] starts = [.. Enumerable.Range(0, count + 1)];
        int[] targets = [.. Enumerable.Range(1, count - 1), 0];
        Assert.Equal(count, Assert.Single(StrongComponents.Find(starts, targets)).Count);
    }

    [Fact]
    public void Cycles_are_the_pairs_that_reach_each_other()
    {
        var graphs =
            from count in Gen.Choose(1, 12)
            from edges in Gen.ListOf(Gen.Two(Gen.Choose(0, count - 1)))
            select (count, edges: edges.Select(edge => (edge.Item1, edge.Item2)).ToArray());
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(graphs.ToArbitrary(), graph =>
        {
            (int[] starts, int[] targets) = Csr(graph.count, graph.edges);
            bool[,] reach = Reach(graph.count, graph.edges);
            IReadOnlyList<IReadOnlyList<int>> cycles = StrongComponents.Find(starts, targets);
            for (int a = 0; a < graph.count; a++)
            {
                for (int b = 0; b < graph.count; b++)
                {
                    bool together = cycles.Any(cycle => cycle.Contains(a) && cycle.Contains(b));
                    Assert.Equal(a != b && reach[a, b] && reach[b, a], together && a != b);
                }
            }
        }));
    }

    [Fact]
    public void A_closure_holds_what_can_be_reached_each_once_and_ends_on_cycles()
    {
        var graphs =
            from count in Gen.Choose(1, 12)
            from edges in Gen.ListOf(Gen.Two(Gen.Choose(0, count - 1)))
            select (count, edges: edges.Select(edge => (edge.Item1, edge.Item2)).ToArray());
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(graphs.ToArbitrary(), graph =>
        {
            Samples.Pack(_folder["c.turtl"], Enumerable.Range(0, graph.count).Select(i => Samples.Item(
                $"{i}", [(byte)i], [.. graph.edges.Where(e => e.Item1 == i).Select(e => $"{e.Item2}")])));
            using Bundle bundle = Bundle.Open(_folder["c.turtl"]);
            bool[,] reach = Reach(graph.count, graph.edges);
            var walker = new DependencyWalker(bundle);
            for (int a = 0; a < graph.count; a++)
            {
                Assert.True(bundle.TryFind($"{a}", out int entry));
                int[] closure = walker.Walk(entry).ToArray();
                Assert.Equal(entry, closure[0]);
                Assert.Equal(closure, new DependencyGraph(bundle).Closure(entry));
                Assert.Equal(
                    Enumerable.Range(0, graph.count).Where(b => b == a || reach[a, b]).Select(b => $"{b}").Order(),
                    closure.Select(bundle.Name).Order());
            }
        }));
    }

    [Fact]
    public void Walking_allocates_nothing()
    {
        Samples.Pack(_folder["w.turtl"], Samples.Mixed());
        using Bundle bundle = Bundle.Open(_folder["w.turtl"]);
        var walker = new DependencyWalker(bundle);
        walker.Walk(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < bundle.Count; i++)
        {
            walker.Walk(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (int[] Starts, int[] Targets) Csr(int count, (int From, int To)[] edges)
    {
        var starts = new int[count + 1];
        var targets = new List<int>();
        for (int i = 0; i < count; i++)
        {
            targets.AddRange(edges.Where(edge => edge.From == i).Select(edge => edge.To));
            starts[i + 1] = targets.Count;
        }

        return (starts, [.. targets]);
    }

    private static bool[,] Reach(int count, (int From, int To)[] edges)
    {
        var reach = new bool[count, count];
        foreach ((int from, int to) in edges)
        {
            reach[from, to] = true;
        }

        for (int via = 0; via < count; via++)
        {
            for (int a = 0; a < count; a++)
            {
                for (int b = 0; b < count; b++)
                {
                    reach[a, b] |= reach[a, via] && reach[via, b];
                }
            }
        }

        return reach;
    }
}
