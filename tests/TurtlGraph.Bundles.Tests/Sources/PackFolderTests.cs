namespace TurtlGraph.Bundles.Tests;

public sealed class PackFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_file_is_found_with_its_relative_name_and_guessed_type()
    {
        _folder.Write("in/a.png", [1]);
        _folder.Write("in/sub/deep/b.glb", [2]);
        _folder.Write("in/sub/c.unknown", [3]);
        IReadOnlyList<BundleItem> items = PackFolder.Scan(_folder["in"]);
        Assert.Equal(["a.png", "sub/c.unknown", "sub/deep/b.glb"], items.Select(item => item.Name));
        Assert.Equal(["texture", "other", "mesh"], items.Select(item => item.Type));
    }

    [Fact]
    public void Packing_a_folder_twice_gives_the_same_bytes_and_extracting_gives_every_byte_back()
    {
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            _folder.Write($"in/d{random.Next(4)}/f{i}", Samples.Text(random.Next(5000), i));
        }

        Samples.Pack(_folder["1.turtl"], PackFolder.Scan(_folder["in"]));
        Samples.Pack(_folder["2.turtl"], PackFolder.Scan(_folder["in"]));
        Assert.Equal(File.ReadAllBytes(_folder["1.turtl"]), File.ReadAllBytes(_folder["2.turtl"]));

        using Bundle bundle = Bundle.Open(_folder["1.turtl"]);
        ExtractReport report = BundleExtractor.Extract(bundle, _folder["out"]);
        Assert.Equal(60, report.Files);
        Assert.Equal(Tree(_folder["in"]), Tree(_folder["out"]));
    }

    [Fact]
    public void A_link_that_stays_inside_is_followed_and_one_that_leaves_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            // Making links there needs a right that test machines lack.
            return;
        }

        _folder.Write("in/real.txt", [1]);
        _folder.Write("outside.txt", [2]);
        File.CreateSymbolicLink(_folder["in/inner"], "real.txt");
        Assert.Equal(2, PackFolder.Scan(_folder["in"]).Count);

        File.CreateSymbolicLink(_folder["in/leak"], "../outside.txt");
        PackException error = Assert.Throws<PackException>(() => PackFolder.Scan(_folder["in"]));
        Assert.Contains("leak", error.Message, StringComparison.Ordinal);
        Assert.Contains("symbolic link leads out", error.Message, StringComparison.Ordinal);
        File.Delete(_folder["in/leak"]);

        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["in/door"], _folder["elsewhere"]);
        Assert.Contains("symbolic link leads out", Assert.Throws<PackException>(() => PackFolder.Scan(_folder["in"])).Message, StringComparison.Ordinal);
        Directory.Delete(_folder["in/door"]);

        Directory.CreateSymbolicLink(_folder["in/circle"], _folder["in"]);
        Assert.Contains("circle", Assert.Throws<PackException>(() => PackFolder.Scan(_folder["in"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_link_is_named()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["in"]);
        File.CreateSymbolicLink(_folder["in/broken"], "nothing");
        Assert.Contains("broken", Assert.Throws<PackException>(() => PackFolder.Scan(_folder["in"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("none", Assert.Throws<DirectoryNotFoundException>(() => PackFolder.Scan(_folder["none"])).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Tree(string root) => Directory.GetFiles(root, "*", SearchOption.AllDirectories)
        .Select(file => $"{Path.GetRelativePath(root, file)} {Blake3.Hash(File.ReadAllBytes(file))}").Order(StringComparer.Ordinal);
}
