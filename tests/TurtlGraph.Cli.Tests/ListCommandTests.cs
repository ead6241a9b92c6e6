namespace TurtlGraph.Cli.Tests;

public sealed class ListCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Every_entry_is_listed_in_order_of_name()
    {
        var names = Workplace.Json("list", _work.Pack()).GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("name").GetString());

        Assert.Equal(
            ["audio/long.ogg", "models/empty.obj", "models/ünïcode.obj", "readme.txt", "textures/copy of noise.png", "textures/noise.png"],
            names);
    }

    [Fact]
    public void Fields_of_an_entry_keep_their_names()
    {
        var entry = Workplace.Json("list", _work.Pack("w.turtl", "--codec", "none"), "readme.txt").GetProperty("entries")[0];

        Assert.Equal(
            ["name", "id", "type", "codec", "decoded_bytes", "stored_bytes", "offset", "blocks", "position", "radius", "lod", "lod_group", "dependencies", "blake3"],
            entry.EnumerateObject().Select(field => field.Name));
        Assert.Equal(40_000, entry.GetProperty("decoded_bytes").GetInt32());
        Assert.Equal("none", entry.GetProperty("codec").GetString());
    }

    [Fact]
    public void The_text_lists_names_and_a_sum()
    {
        var result = Workplace.Run("list", _work.Pack(), "textures");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("textures/copy of noise.png", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("readme.txt", result.Out, StringComparison.Ordinal);
        Assert.Contains("2 of 6 entries", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_bundle_is_an_input_error_that_names_it()
    {
        var result = Workplace.Run("list", _work.File("fake.turtl", "text"));

        Assert.Equal(3, result.Code);
        Assert.Contains("fake.turtl", result.Reason(), StringComparison.Ordinal);
    }
}
