namespace TurtlGraph.Cli.Tests;

public sealed class MemoryCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Without_a_bundle_the_machine_and_its_sources_of_pressure_are_shown()
    {
        var json = Workplace.Json("memory");

        Assert.Equal(Environment.SystemPageSize, json.GetProperty("machine").GetProperty("page_bytes").GetInt32());
        Assert.True(json.GetProperty("machine").GetProperty("numa_nodes").GetInt32() >= 1);
        Assert.True(json.GetProperty("machine").GetProperty("physical_bytes").GetInt64() > 0);
        Assert.Contains(json.GetProperty("pressure").GetProperty("level").GetString(), (string[])["none", "low", "medium", "high"]);
        Assert.Contains(json.GetProperty("pressure").GetProperty("sources").EnumerateArray(), source => source.GetProperty("name").GetString() == "machine");
        Assert.False(json.TryGetProperty("bundle", out _));
        Assert.True(json.GetProperty("profile").GetProperty("page_faults").GetProperty("minor").GetInt64() > 0);
    }

    [Fact]
    public void A_bundle_is_loaded_and_its_memory_shown_by_tier_and_owner()
    {
        var json = Workplace.Json("memory", _work.Pack("w.turtl", "--codec", "none"));

        var bundle = json.GetProperty("bundle");
        Assert.Equal((6, 6, 6), (bundle.GetProperty("roots").GetInt32(), bundle.GetProperty("roots_requested").GetInt32(), bundle.GetProperty("assets_resident").GetInt32()));
        Assert.True(bundle.GetProperty("resident_bytes").GetInt64() >= 700_000 + 200_000 + 40_000);
        Assert.True(bundle.GetProperty("peak_bytes").GetInt64() >= bundle.GetProperty("resident_bytes").GetInt64());
        Assert.Equal(0, bundle.GetProperty("failed").GetArrayLength());
        Assert.True(json.GetProperty("profile").GetProperty("tiers").GetProperty("arena").GetProperty("current_bytes").GetInt64() >= bundle.GetProperty("resident_bytes").GetInt64());
        Assert.Contains(json.GetProperty("profile").GetProperty("owners").EnumerateArray(), owner => owner.GetProperty("current_bytes").GetInt64() >= 900_000);
    }

    [Fact]
    public void No_more_is_loaded_than_fits_in_the_budget()
    {
        var random = new Random(3);
        var noise = new byte[1_000_000];
        for (var i = 0; i < 8; i++)
        {
            random.NextBytes(noise);
            _work.File($"large/{i}.bin", noise);
        }

        Assert.Equal(0, Workplace.Run("pack", _work["large"], "-o", _work["large.turtl"], "--codec", "none").Code);

        var bundle = Workplace.Json("memory", _work["large.turtl"], "--budget", "5MiB").GetProperty("bundle");

        Assert.Equal(8, bundle.GetProperty("roots").GetInt32());
        Assert.InRange(bundle.GetProperty("roots_requested").GetInt32(), 3, 4);
        Assert.Equal(bundle.GetProperty("roots_requested").GetInt32(), bundle.GetProperty("assets_resident").GetInt32());
        Assert.True(bundle.GetProperty("peak_bytes").GetInt64() <= 5 << 20);
    }

    [Fact]
    public void A_cycle_is_loaded_by_one_of_its_entries()
    {
        _work.File("m/a", "a");
        _work.File("m/b", "b");
        _work.File("m/c", "c");
        var manifest = _work.File(
            "m/manifest.jsonl",
            """
            {"path": "a", "depends": ["b"]}
            {"path": "b", "depends": ["a", "b"]}
            {"path": "c"}
            """);
        Assert.Equal(0, Workplace.Run("pack", manifest, "-o", _work["m.turtl"]).Code);

        var bundle = Workplace.Json("memory", _work["m.turtl"]).GetProperty("bundle");

        Assert.Equal((2, 3), (bundle.GetProperty("roots").GetInt32(), bundle.GetProperty("assets_resident").GetInt32()));
    }

    [Fact]
    public void The_text_has_the_machine_the_pressure_the_bundle_and_the_tiers()
    {
        var result = Workplace.Run("memory", _work.Pack(), "--budget", "16MiB");

        Assert.Equal((0, ""), (result.Code, result.Error));
        foreach (var part in (string[])["machine: ", "huge pages: ", "pressure: ", "6 of 6 roots", "budget 16.8 MB", "tier ", "arena ", "owner ", "page faults: ", "native heap: "])
        {
            Assert.Contains(part, result.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_bundle_with_damaged_contents_is_bad_and_says_what()
    {
        var path = _work.Pack("w.turtl", "--codec", "none");
        Damage.FlipInside(path, "textures/noise.png");

        var result = Workplace.Run("memory", path);

        Assert.Equal(1, result.Code);
        Assert.Contains("noise.png", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget", "1MiB")]
    [InlineData("--budget", "lots")]
    public void A_budget_that_cannot_work_is_wrong_usage(string option, string value)
    {
        var result = Workplace.Run("memory", _work.Pack(), option, value);
        Assert.Equal(2, result.Code);
        Assert.Contains(value, result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_bundle_cannot_be_read()
    {
        var result = Workplace.Run("memory", _work.File("no.turtl", "no bundle"));
        Assert.Equal(3, result.Code);
        Assert.Contains("no.turtl", result.Reason(), StringComparison.Ordinal);
    }
}
