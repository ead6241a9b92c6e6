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
    public void Damaged_entries_are_named_and_leave_no_file_and_the_others_go_on()
    {
        Pack([Samples.Item("whole", Samples.Text(9000, 1)), Samples.Item("hurt", Samples.Noise(9000, 2)), Samples.Item("hurt too", Samples.Noise(300, 3)), Samples.Item("last", [1])]).Dispose();
        Damage("hurt");
        Damage("hurt too");
        using Bundle bundle = Bundle.Open(_folder["b.turtl"]);
        ExtractReport report = BundleExtractor.Extract(bundle, _folder["out"]);
        Assert.False(report.IsOk);
        Assert.Equal(["hurt", "hurt too"], report.Problems.Select(problem => problem.Name).Order());
        Assert.All(report.Problems, problem => Assert.Contains("does not match its hash", problem.Explanation, StringComparison.Ordinal));
        Assert.Equal((2, 9001L), (report.Files, report.Bytes));
        Assert.Equal([_folder["out/last"], _folder["out/whole"]], Directory.GetFiles(_folder["out"]).Order());
    }

    [Theory]
    [InlineData("con")]
    [InlineData("a/NUL.txt")]
    [InlineData("COM7.dat")]
    [InlineData("COM\u00B2")]
    [InlineData("conin$")]
    [InlineData("folder./x")]
    [InlineData("trailing ")]
    [InlineData("stream:hidden")]
    [InlineData("what?")]
    public void A_name_that_windows_understands_otherwise_is_refused_there(string name)
    {
        Assert.Contains("Windows", new ExtractTarget(_folder["out"], windowsNames: true).Refusal(name), StringComparison.Ordinal);
        Assert.Null(new ExtractTarget(_folder["out"], windowsNames: true).Refusal("console/nullable.com1"));
    }

    [Fact]
    public void A_part_of_a_name_that_no_file_system_takes_is_refused_and_the_others_go_on()
    {
        using Bundle bundle = Pack([Samples.Item(new string('x', 300), [1]), Samples.Item(string.Concat(Enumerable.Repeat("folder/", 100)) + "deep", [2]), Samples.Item("ok", [3])]);
        ExtractReport report = BundleExtractor.Extract(bundle, _folder["out"]);
        Assert.Contains("longer than 255 bytes", Assert.Single(report.Problems).Explanation, StringComparison.Ordinal);
        Assert.Equal(2, report.Files);
    }

    [Fact]
    public void A_name_that_is_both_a_file_and_a_folder_is_refused_and_the_others_go_on()
    {
        using Bundle bundle = Pack([Samples.Item("x", [1]), Samples.Item("x/y", [2]), Samples.Item("z", [3])]);
        ExtractReport report = BundleExtractor.Extract(bundle, _folder["out"]);
        Assert.Contains("both a file and a folder", Assert.Single(report.Problems).Explanation, StringComparison.Ordinal);
        Assert.Equal(2, report.Files);
        Assert.Equal([3], File.ReadAllBytes(_folder["out/z"]));
    }

    [Fact]
    public void Names_that_differ_in_case_never_overwrite_each_other()
    {
        using Bundle bundle = Pack([Samples.Item("Readme", [1]), Samples.Item("README", [2])]);
        ExtractReport report = BundleExtractor.Extract(bundle, _folder["out"], overwrite: true);
        Assert.Equal(2, report.Files + report.Problems.Count);
        Assert.Equal(Directory.GetFiles(_folder["out"]).Length, report.Files);
    }

    [Fact]
    public void A_file_system_that_does_not_tell_case_apart_makes_the_second_name_refused()
    {
        var target = new ExtractTarget(_folder["out"]);
        File.WriteAllBytes(target.PathFor("Readme", overwrite: true), [1]);
        Assert.False(File.Exists(_folder["out/README"]) && target.Refusal("README") is null);

        // What such a file system would say: the other name is there too.
        File.WriteAllBytes(_folder["out/README"], [1]);
        Assert.Contains("'Readme'", target.Refusal("README"), StringComparison.Ordinal);
        Assert.Null(target.Refusal("Readme2"));
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
