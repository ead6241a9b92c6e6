namespace TurtlGraph.Cli.Tests;

public sealed class ExtractCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("none", "64KiB")]
    [InlineData("auto", "256KiB")]
    public void Extract_gives_back_every_byte(string codec, string blockSize)
    {
        var bundle = _work.Pack("w.turtl", "--codec", codec, "--block-size", blockSize);

        var json = Workplace.Json("extract", bundle, "-o", _work["out"]);

        Assert.Equal(6, json.GetProperty("files").GetInt32());
        Assert.Equal(Contents(_work["assets"]), Contents(_work["out"]));
    }

    [Theory]
    [InlineData("textures", 2)]
    [InlineData("textures/*.png", 2)]
    [InlineData("**.obj", 2)]
    [InlineData("*.txt", 1)]
    [InlineData("models/empty.ob?", 1)]
    public void Names_and_patterns_choose_what_is_extracted(string pattern, int files)
    {
        var bundle = _work.Pack();

        Workplace.Json("extract", bundle, "-o", _work["out"], pattern);

        Assert.Equal(files, Contents(_work["out"]).Count);
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_wrong_usage_and_writes_nothing()
    {
        var result = Workplace.Run("extract", _work.Pack(), "-o", _work["out"], "*.txt", "*.exe");

        Assert.Equal(2, result.Code);
        Assert.Contains("*.exe", result.Reason(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_work["out"]));
    }

    [Fact]
    public void Files_that_are_there_are_kept_unless_they_may_be_overwritten()
    {
        var bundle = _work.Pack();
        _work.File("out/readme.txt", "mine");

        var kept = Workplace.Run("extract", bundle, "-o", _work["out"], "readme.txt");
        Assert.Equal((3, "mine"), (kept.Code, File.ReadAllText(_work["out/readme.txt"])));
        Assert.Contains("readme.txt", kept.Reason(), StringComparison.Ordinal);

        Workplace.Json("extract", bundle, "-o", _work["out"], "readme.txt", "--overwrite");
        Assert.Equal(40_000, new FileInfo(_work["out/readme.txt"]).Length);
    }

    [Fact]
    public void Damaged_entries_are_named_and_not_written_and_the_others_are()
    {
        var bundle = _work.Pack("w.turtl", "--codec", "none");
        Damage.FlipInside(bundle, "textures/noise.png");
        Damage.FlipInside(bundle, "audio/long.ogg");

        var text = Workplace.Run("extract", bundle, "-o", _work["out"]);
        var json = Workplace.Run("extract", bundle, "-o", _work["again"], "--json");

        Assert.Equal((1, 1), (text.Code, json.Code));
        Assert.Contains("not extracted: audio/long.ogg", text.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["audio/long.ogg", "textures/copy of noise.png", "textures/noise.png"],
            json.Document().GetProperty("damaged").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()).Order());
        Assert.Equal(["models/empty.obj", "models/ünïcode.obj", "readme.txt"], Contents(_work["out"]).Keys.Select(name => name.Replace('\\', '/')));
    }

    private static SortedDictionary<string, byte[]> Contents(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes),
        StringComparer.Ordinal);
}
