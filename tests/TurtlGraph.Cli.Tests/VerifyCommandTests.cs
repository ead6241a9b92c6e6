namespace TurtlGraph.Cli.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_sound_bundle_passes()
    {
        var json = Workplace.Json("verify", _work.Pack());

        Assert.True(json.GetProperty("ok").GetBoolean());
        Assert.Equal(6, json.GetProperty("entries").GetInt32());
        Assert.Equal(0, json.GetProperty("damaged").GetArrayLength());
    }

    [Theory]
    [InlineData("none", "audio/long.ogg")]
    [InlineData("auto", "audio/long.ogg")]
    [InlineData("auto", "readme.txt")]
    public void A_flipped_bit_is_found_and_its_entry_named(string codec, string name)
    {
        var bundle = _work.Pack("w.turtl", "--codec", codec);
        Damage.FlipInside(bundle, name);

        var result = Workplace.Run("verify", bundle, "--json");

        Assert.Equal(1, result.Code);
        var json = result.Document();
        Assert.False(json.GetProperty("ok").GetBoolean());
        Assert.Equal([name], json.GetProperty("damaged").EnumerateArray().Select(e => e.GetProperty("name").GetString()));
    }

    [Fact]
    public void The_text_report_names_the_damaged_entry()
    {
        var bundle = _work.Pack("w.turtl", "--codec", "none");
        Damage.FlipInside(bundle, "textures/noise.png");

        var result = Workplace.Run("verify", bundle);

        Assert.Equal(1, result.Code);
        Assert.Contains("textures/noise.png", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_tables_are_damage_too()
    {
        var bundle = _work.Pack();
        Damage.FlipInTables(bundle);

        var text = Workplace.Run("verify", bundle);
        var json = Workplace.Run("verify", bundle, "--json");

        Assert.Equal((1, 1), (text.Code, json.Code));
        Assert.Contains(bundle, text.Out, StringComparison.Ordinal);
        Assert.False(json.Document().GetProperty("ok").GetBoolean());
        Assert.NotEqual("", json.Document().GetProperty("error").GetString());
    }

    [Fact]
    public void A_file_that_is_no_bundle_is_bad()
    {
        var result = Workplace.Run("verify", _work.File("fake.turtl", "this is only text, and not very much of it"));

        Assert.Equal(1, result.Code);
    }

    [Fact]
    public void A_missing_file_is_an_input_error_with_nothing_on_stdout()
    {
        var result = Workplace.Run("verify", _work["gone.turtl"], "--json");

        Assert.Equal((3, ""), (result.Code, result.Out));
        Assert.Contains(_work["gone.turtl"], result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_an_input_error_at_once()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var pipe = _work["pipe.turtl"];
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync();
            Assert.Equal(0, make.ExitCode);
        }

        var result = await Task.Run(() => Workplace.Run("verify", pipe)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(3, result.Code);
        Assert.Contains("pipe", result.Reason(), StringComparison.Ordinal);
    }
}
