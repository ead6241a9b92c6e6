namespace TurtlGraph.Cli.Tests;

public sealed class InspectCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_bundle_is_summed_up_by_type_and_codec()
    {
        var json = Workplace.Json("inspect", _work.Pack("w.turtl", "--codec", "none"));

        Assert.Equal(6, json.GetProperty("entries").GetInt32());
        Assert.Equal(2, json.GetProperty("types").GetProperty("texture").GetProperty("entries").GetInt32());
        Assert.Equal(200_000, json.GetProperty("types").GetProperty("texture").GetProperty("decoded_bytes").GetInt32());
        Assert.Equal(6, json.GetProperty("codecs").GetProperty("none").GetProperty("entries").GetInt32());
    }

    [Fact]
    public void Cycles_self_loops_and_missing_targets_are_shown()
    {
        _work.File("m/a", "a");
        _work.File("m/b", "b");
        var manifest = _work.File(
            "m/manifest.jsonl",
            """
            {"path": "a", "depends": ["b", "gone"]}
            {"path": "b", "depends": ["a", "b"]}
            """);
        Assert.Equal(0, Workplace.Run("pack", manifest, "-o", _work["m.turtl"]).Code);

        var graph = Workplace.Json("inspect", _work["m.turtl"]).GetProperty("dependencies");
        var text = Workplace.Run("inspect", _work["m.turtl"]).Out;

        Assert.Equal(3, graph.GetProperty("count").GetInt32());
        Assert.Equal(["a", "b"], graph.GetProperty("cycles")[0].EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("b", graph.GetProperty("self_loops")[0].GetString());
        Assert.Equal("gone", graph.GetProperty("missing")[0].GetProperty("to").GetString());
        Assert.Contains("1 cycles, 1 self-loops, 1 missing", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_is_shown_in_full()
    {
        var result = Workplace.Run("inspect", _work.Pack(), "textures/noise.png");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("100000 bytes", result.Out, StringComparison.Ordinal);
        Assert.Contains("position  none", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_entry_is_wrong_usage()
    {
        var result = Workplace.Run("inspect", _work.Pack(), "textures/nose.png");

        Assert.Equal(2, result.Code);
        Assert.Contains("textures/nose.png", result.Reason(), StringComparison.Ordinal);
    }
}
