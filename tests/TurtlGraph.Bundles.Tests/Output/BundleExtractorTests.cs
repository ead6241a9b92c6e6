namespace TurtlGraph.Bundles.Tests;

public sealed class BundleExtractorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_entry_becomes_a_file_with_its_bytes()
    {
        using Bundle bundle = Pack(Samples.Mixed());
        ExtractReport report = BundleExtractor.Extract(bundle, _folder["out"]);
        Assert.Equal(bundle.Count, report.Files);
        Assert.Equal(bundle.DecodedTotal, report.Bytes);
        foreach (BundleItem item in Samples.Mixed())
        {
            Assert.Equal(item.Content!.Value.ToArray(), File.ReadAllBytes(_folder[$"out/{item.Name}"]));
        }
    }

    [Fact]
    public void A_filter_picks_entries()
    {
        using Bundle bundle = Pack(Samples.Mixed());
        Assert.True(bundle.TryFind("b/half", out int wanted));
        Assert.Equal(1, BundleExtractor.Extract(bundle, _folder["out"], filter: entry => entry == wanted).Files);
        Assert.Equal([_folder["out/b/half"]], Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_file_that_is_there_is_kept_unless_it_may_be_replaced()
    {
        using Bundle bundle = Pack([Samples.Item("a.txt", [1, 2])]);
        _folder.Write("out/a.txt", [9]);
        Assert.Contains("already there", Assert.Throws<PackException>(() => BundleExtractor.Extract(bundle, _folder["out"])).Message, StringComparison.Ordinal);
        Assert.Equal([9], File.ReadAllBytes(_folder["out/a.txt"]));
        BundleExtractor.Extract(bundle, _folder["out"], overwrite: true);
        Assert.Equal([1, 2], File.ReadAllBytes(_folder["out/a.txt"]));
    }

    [Fact]
    public void Links_in_the_target_folder_are_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Bundle bundle = Pack([Samples.Item("sub/a.txt", [1, 2])]);
        Directory.CreateDirectory(_folder["out"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["out/sub"], _folder["elsewhere"]);
        Assert.Contains("symbolic link", Assert.Throws<PackException>(() => BundleExtractor.Extract(bundle, _folder["out"], overwrite: true)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["elsewhere"]));

        Directory.Delete(_folder["out/sub"]);
        Directory.CreateDirectory(_folder["out/sub"]);
        string victim = _folder.Write("elsewhere/victim.txt", [7]);
        File.CreateSymbolicLink(_folder["out/sub/a.txt"], victim);
        Assert.Throws<PackException>(() => BundleExtractor.Extract(bundle, _folder["out"], overwrite: true));
        Assert.Equal([7], File.ReadAllBytes(victim));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData("C:/x")]
    [InlineData("a\0b")]
    [InlineData("a\\..\\..\\x")]
    public void A_name_that_leads_out_of_the_folder_gets_no_path(string name)
    {
        var target = new ExtractTarget(_folder["out"]);
        Assert.Contains("refused", Assert.Throws<PackException>(() => target.PathFor(name, true)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void A_damaged_entry_is_named_and_leaves_no_file()
    {
        Pack([Samples.Item("whole", Samples.Text(9000, 1)), Samples.Item("hurt", Samples.Noise(9000, 2))]).Dispose();
        Damage("hurt");
        using Bundle bundle = Bundle.Open(_folder["b.turtl"]);
        PackException error = Assert.Throws<PackException>(() => BundleExtractor.Extract(bundle, _folder["out"]));
        Assert.Contains("hurt", error.Message, StringComparison.Ordinal);
        Assert.Contains("does not match its hash", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out/hurt"]));
        Assert.DoesNotContain(Directory.GetFiles(_folder["out"]), file => file.Contains(".tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public void Verifying_names_each_damaged_entry_and_says_what_it_means()
    {
        Pack(Samples.Mixed()).Dispose();
        Assert.True(BundleVerifier.VerifyFile(_folder["b.turtl"]).IsOk);
        Damage("b/half");
        VerifyReport report = BundleVerifier.VerifyFile(_folder["b.turtl"]);
        Assert.False(report.IsOk);
        VerifyProblem problem = Assert.Single(report.Problems);
        Assert.Equal("b/half", problem.Name);
        Assert.Contains("damaged", problem.Explanation, StringComparison.Ordinal);
        Assert.Single(report.Dependencies!.Cycles);
    }

    [Fact]
    public void Verifying_a_file_that_is_no_bundle_is_a_finding()
    {
        VerifyReport report = BundleVerifier.VerifyFile(_folder.Write("x.turtl", "hello"));
        Assert.False(report.IsOk);
        Assert.Contains("x.turtl", report.FormatError, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => BundleVerifier.VerifyFile(_folder["none"]));
    }

    private Bundle Pack(BundleItem[] items)
    {
        Samples.Pack(_folder["b.turtl"], items, new() { BlockSize = 4096 });
        return Bundle.Open(_folder["b.turtl"]);
    }

    private void Damage(string name)
    {
        long at;
        using (Bundle bundle = Bundle.Open(_folder["b.turtl"]))
        {
            Assert.True(bundle.TryFind(name, out int entry));
            at = bundle.Offsets[entry] + bundle.StoredLengths[entry] - 1;
        }

        using FileStream file = File.Open(_folder["b.turtl"], FileMode.Open);
        file.Position = at;
        int value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x40));
    }
}
