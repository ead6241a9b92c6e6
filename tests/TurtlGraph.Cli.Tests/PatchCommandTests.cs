namespace TurtlGraph.Cli.Tests;

public sealed class PatchCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_patch_makes_the_new_bundle_to_the_byte_and_ships_only_what_changed()
    {
        var (old, @new) = Versions();

        var made = Workplace.Json("diff", old, @new, "-o", _work["p.turtlp"]);
        var applied = Workplace.Json("apply", old, _work["p.turtlp"], "-o", _work["made.turtl"]);

        Assert.Equal(File.ReadAllBytes(@new), File.ReadAllBytes(_work["made.turtl"]));
        Assert.InRange(made.GetProperty("patch_bytes").GetInt64(), 1000, 20_000);
        Assert.Equal(new FileInfo(_work["p.turtlp"]).Length, made.GetProperty("patch_bytes").GetInt64());
        Assert.Equal(1, made.GetProperty("blocks_shipped").GetInt64());
        Assert.True(made.GetProperty("blocks_reused").GetInt64() >= 4);
        Assert.Equal(made.GetProperty("bytes_reused").GetInt64(), applied.GetProperty("bytes_reused").GetInt64());
    }

    [Fact]
    public void A_bundle_is_updated_in_place_once()
    {
        var (old, @new) = Versions();
        Workplace.Json("diff", old, @new, "-o", _work["p.turtlp"]);

        Workplace.Json("apply", old, _work["p.turtlp"], "-o", old);
        Assert.Equal(File.ReadAllBytes(@new), File.ReadAllBytes(old));

        var again = Workplace.Run("apply", old, _work["p.turtlp"], "-o", old);
        Assert.Equal((1, ""), (again.Code, again.Out));
        Assert.Contains("applied already", again.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_patch_is_bad_and_changes_nothing()
    {
        var (old, @new) = Versions();
        Workplace.Json("diff", old, @new, "-o", _work["p.turtlp"]);
        var patch = File.ReadAllBytes(_work["p.turtlp"]);
        patch[^1] ^= 1;
        File.WriteAllBytes(_work["p.turtlp"], patch);
        var before = File.ReadAllBytes(old);

        var result = Workplace.Run("apply", old, _work["p.turtlp"], "-o", old);

        Assert.Equal(1, result.Code);
        Assert.Contains("get it again", result.Reason(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(old));
    }

    [Fact]
    public void A_patch_takes_the_place_of_no_bundle_and_a_bundle_that_of_no_patch()
    {
        var (old, @new) = Versions();
        Workplace.Json("diff", old, @new, "-o", _work["p.turtlp"]);
        var (bundle, patch) = (File.ReadAllBytes(@new), File.ReadAllBytes(_work["p.turtlp"]));

        var overBundle = Workplace.Run("diff", old, @new, "-o", @new);
        var overPatch = Workplace.Run("apply", old, _work["p.turtlp"], "-o", _work["p.turtlp"]);

        Assert.Equal((2, 2), (overBundle.Code, overPatch.Code));
        Assert.Contains("is no patch", overBundle.Reason(), StringComparison.Ordinal);
        Assert.Equal(bundle, File.ReadAllBytes(@new));
        Assert.Equal(patch, File.ReadAllBytes(_work["p.turtlp"]));
        Workplace.Json("diff", old, @new, "-o", _work["p.turtlp"]);
    }

    [Fact]
    public void A_missing_patch_is_an_input_error()
    {
        var result = Workplace.Run("apply", _work.Pack(), _work["gone.turtlp"], "-o", _work["x.turtl"]);

        Assert.Equal(3, result.Code);
        Assert.Contains("gone.turtlp", result.Reason(), StringComparison.Ordinal);
    }

    private (string Old, string New) Versions()
    {
        var old = _work.Pack("old.turtl");
        _work.File("assets/readme.txt", string.Concat(Enumerable.Range(0, 2000).Select(i => $"another line {i * 7919 % 1000}\n")));
        var result = Workplace.Run("pack", _work["assets"], "-o", _work["new.turtl"]);
        Assert.Equal(0, result.Code);
        return (old, _work["new.turtl"]);
    }
}
