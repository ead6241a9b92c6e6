namespace TurtlGraph.Bundles.Tests;

public sealed class OptionalDependencyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-optional-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Optional_dependencies_survive_packing_and_packing_anew()
    {
        using Bundle first = Pack("first.turtl", [Item("a", ["b"], ["c", "b", "gone"]), Item("b", [], []), Item("c", ["d"], []), Item("d", [], ["a"])]);
        using Bundle second = Pack("second.turtl", PackBundle.Items(first));
        foreach (Bundle bundle in new[] { first, second })
        {
            Assert.True(bundle.HasOptionalDependencies);
            Assert.Equal(["b"], Names(bundle, "a", areOptional: false));
            Assert.Equal(["c"], Names(bundle, "a", areOptional: true));
            Assert.Equal(["a"], Names(bundle, "d", areOptional: true));
            Assert.True(bundle.TryFind(AssetId.FromName("a"), out int a));
            var walker = new DependencyWalker(bundle);
            Assert.Equal(4, walker.Walk(a).Length);
            Assert.Equal(["a", "b"], walker.WalkNeeded(a).ToArray().Select(bundle.Name));
        }
    }

    [Fact]
    public void A_bundle_without_any_has_no_section_for_them()
    {
        using Bundle bundle = Pack("none.turtl", [Item("a", ["b"], []), Item("b", [], [])]);
        Assert.False(bundle.HasOptionalDependencies);
        Assert.DoesNotContain("DEPO", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(bundle.Path)), StringComparison.Ordinal);
    }

    private static BundleItem Item(string name, string[] depends, string[] optional) =>
        new() { Name = name, DependsOn = depends, OptionalDependsOn = optional, Content = new byte[] { 1, 2, 3 } };

    private static IEnumerable<string> Names(Bundle bundle, string name, bool areOptional)
    {
        Assert.True(bundle.TryFind(AssetId.FromName(name), out int entry));
        return bundle.Dependencies(entry).ToArray().Where((_, index) => bundle.IsOptional(entry, index) == areOptional).Select(bundle.Name);
    }

    private Bundle Pack(string file, IEnumerable<BundleItem> items)
    {
        var builder = new BundleBuilder();
        foreach (BundleItem item in items)
        {
            builder.Add(item);
        }

        string path = Path.Combine(_folder, file);
        builder.Write(path);
        return Bundle.Open(path);
    }
}
