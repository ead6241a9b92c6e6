using System.Numerics;

namespace TurtlGraph.Bundles.Tests;

public sealed class PayloadLayoutTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void By_graph_what_one_asset_needs_alone_lies_behind_it_and_what_many_share_lies_apart()
    {
        string[] order = Order(new() { Layout = PayloadLayout.Graph }, [.. Houses(40), Loose("common")]);

        for (int house = 0; house < 40; house++)
        {
            int at = Array.IndexOf(order, $"house {house}");
            Assert.Equal([$"house {house}", $"mesh {house}", $"skin {house}"], order[at..(at + 3)]);
        }

        Assert.Equal("common", order[^1]);
    }

    [Fact]
    public void By_graph_what_only_neighbours_share_lies_with_them()
    {
        List<BundleItem> items = [.. Houses(40).Where(item => item.Name.StartsWith("house", StringComparison.Ordinal))];
        items.Add(Placed("left", 1000, "pair"));
        items.Add(Placed("right", 1001, "pair"));
        items.Add(Loose("pair"));
        items.AddRange(Enumerable.Range(0, 40).SelectMany(i => new[] { Loose($"mesh {i}", $"skin {i}"), Loose($"skin {i}") }));
        items.Add(Loose("common"));

        string[] order = Order(new() { Layout = PayloadLayout.Graph }, items);

        Assert.Equal(1, Math.Abs(Array.IndexOf(order, "pair") - Array.IndexOf(order, "left")));
        Assert.Equal("common", order[^1]);
    }

    [Fact]
    public void By_graph_one_list_of_everything_does_not_tear_it_apart()
    {
        BundleItem[] items = [.. Houses(40), Loose("common")];
        BundleItem list = Loose("list", [.. items.Select(item => item.Name)]);

        string[] order = Order(new() { Layout = PayloadLayout.Graph }, [.. items, list]);

        for (int house = 0; house < 40; house++)
        {
            int at = Array.IndexOf(order, $"house {house}");
            Assert.Equal([$"mesh {house}", $"skin {house}"], order[(at + 1)..(at + 3)].Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void By_trace_assets_lie_in_the_order_of_their_first_use_and_the_rest_follows_in_space()
    {
        BundleItem[] items = [Placed("a", 0), Placed("b", 10), Placed("c", 20), Placed("d", 30), Placed("e", 40)];
        AccessTrace trace = Trace((3, "b"), (1, "d"), (2, "gone"), (5, "d"), (2, "a"));

        Assert.Equal(["d", "a", "b", "c", "e"], Order(new() { Layout = PayloadLayout.Trace, Trace = trace }, items));
    }

    [Fact]
    public void By_trace_what_is_wanted_together_every_time_lies_together()
    {
        BundleItem[] items = [.. Enumerable.Range(0, 6).Select(i => Placed($"{i}", i))];
        AccessTrace trace = Trace([.. Enumerable.Range(0, 6).Select(i => (0.0, $"{i}")), (7, "0"), (7, "3"), (9, "1"), (9, "4")]);

        Assert.Equal(["2", "5", "0", "3", "1", "4"], Order(new() { Layout = PayloadLayout.Trace, Trace = trace }, items));
    }

    [Fact]
    public void By_trace_a_dependency_that_is_not_named_follows_what_needs_it()
    {
        BundleItem[] items = [.. Houses(3), Loose("common")];

        string[] order = Order(new() { Layout = PayloadLayout.Trace, Trace = Trace((0, "house 2"), (1, "house 0"), (2, "skin 0")) }, items);

        Assert.Equal(["house 2", "mesh 2", "skin 2", "common", "house 0", "mesh 0", "skin 0", "house 1"], order[..8]);
    }

    [Theory]
    [InlineData(PayloadLayout.Morton)]
    [InlineData(PayloadLayout.Graph)]
    [InlineData(PayloadLayout.Trace)]
    public void Every_layout_holds_every_entry_and_does_not_depend_on_the_order_of_adding(PayloadLayout layout)
    {
        BundleItem[] items = [.. Samples.Mixed(), .. Houses(30), Loose("common")];
        var options = new BundleBuilderOptions { Layout = layout, Trace = Trace((0, "a/mesh.spm"), (0, "house 3"), (1, "b/self")) };
        PackReport report = Samples.Pack(_folder["a.turtl"], items, options);
        Samples.Pack(_folder["b.turtl"], items.Reverse(), options);

        Assert.Equal(File.ReadAllBytes(_folder["a.turtl"]), File.ReadAllBytes(_folder["b.turtl"]));
        Assert.Equal(layout, report.Layout);
        Assert.Equal(layout == PayloadLayout.Trace ? (3, 0) : null, report.TraceNames);
        using Bundle bundle = Bundle.Open(_folder["a.turtl"]);
        Assert.Equal(items.Length, bundle.Count);
        Assert.True(BundleVerifier.Verify(bundle).IsOk);
    }

    [Fact]
    public void A_trace_layout_without_a_trace_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BundleBuilder(new() { Layout = PayloadLayout.Trace }));

    [Fact]
    public void A_bundle_packed_anew_has_the_same_contents_in_another_order()
    {
        Samples.Pack(_folder["a.turtl"], Samples.Mixed(), new() { BlockSize = 1024 });
        using Bundle before = Bundle.Open(_folder["a.turtl"]);
        Samples.Pack(_folder["b.turtl"], PackBundle.Items(before), new() { BlockSize = 2048, Layout = PayloadLayout.Graph });
        using Bundle after = Bundle.Open(_folder["b.turtl"]);
        Samples.Pack(_folder["c.turtl"], PackBundle.Items(after), new() { BlockSize = 1024 });

        Assert.Equal(before.Hashes.ToArray(), after.Hashes.ToArray());
        Assert.Equal(File.ReadAllBytes(_folder["a.turtl"]), File.ReadAllBytes(_folder["c.turtl"]));
    }

    [Fact]
    public void A_damaged_bundle_is_not_packed_anew_in_silence()
    {
        Samples.Pack(_folder["a.turtl"], [Samples.Item("sound", Samples.Noise(9000, 1)), Samples.Item("torn", Samples.Noise(9000, 2))]);
        using (Bundle bundle = Bundle.Open(_folder["a.turtl"]))
        {
            bundle.TryFind("torn", out int entry);
            using FileStream file = File.OpenWrite(_folder["a.turtl"]);
            file.Position = bundle.Offsets[entry] + 100;
            file.WriteByte(0);
            file.WriteByte(0);
        }

        using Bundle damaged = Bundle.Open(_folder["a.turtl"]);
        PackException error = Assert.Throws<PackException>(() => Samples.Pack(_folder["b.turtl"], PackBundle.Items(damaged)));
        Assert.Contains("torn", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["b.turtl"]));
    }

    /// <summary>Houses far from each other, each with a mesh, the mesh with a skin; all share one thing.</summary>
    private static IEnumerable<BundleItem> Houses(int count) => Enumerable.Range(0, count).SelectMany(i => new[]
    {
        Placed($"house {i}", i * 10, $"mesh {i}", "common"), Loose($"mesh {i}", $"skin {i}"), Loose($"skin {i}"),
    });

    private static BundleItem Placed(string name, float x, params string[] needs) =>
        new() { Name = name, Content = Samples.Noise(100, (int)AssetId.FromName(name).Value), Position = new Vector3(x, 0, 0), DependsOn = needs };

    private static BundleItem Loose(string name, params string[] needs) =>
        new() { Name = name, Content = Samples.Noise(100, (int)AssetId.FromName(name).Value), DependsOn = needs };

    private static AccessTrace Trace(params (double Seconds, string Name)[] accesses) =>
        new(accesses.Select(access => new AssetAccess(access.Seconds, AssetId.FromName(access.Name))));

    private string[] Order(BundleBuilderOptions options, IEnumerable<BundleItem> items)
    {
        Samples.Pack(_folder["order.turtl"], items, options);
        using Bundle bundle = Bundle.Open(_folder["order.turtl"]);
        return [.. bundle.PayloadOrder.ToArray().Select(bundle.Name)];
    }
}
