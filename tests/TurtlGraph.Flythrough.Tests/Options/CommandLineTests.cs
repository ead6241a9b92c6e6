namespace TurtlGraph.Flythrough.Tests;

public class CommandLineTests
{
    [Fact]
    public void Without_arguments_the_defaults_hold()
    {
        FlightOptions options = Parse();
        Assert.Equal(new FlightOptions(), options);
        Assert.Equal((60.0, 256L << 20, FlightClock.Real, "spatial", "adaptive", 110.0, 1u), (options.FramesPerSecond, options.Budget, options.Clock, options.Predictor, options.Policy, options.FieldOfView, options.Seed));
    }

    [Fact]
    public void Every_option_is_read()
    {
        FlightOptions options = Parse("--world", "w.turtl", "--trajectory", "t.csv", "--seconds", "12.5", "--fps", "30", "--budget", "100MiB", "--compressed", "20MiB", "--bandwidth", "50M",
            "--latency", "2.5", "--clock", "virtual", "--predictor", "oracle", "--policy", "lru", "--radius", "300", "--fov", "90", "--seed", "42", "--headless", "--json", "-");
        Assert.Equal(new FlightOptions
        {
            World = "w.turtl", Trajectory = "t.csv", Seconds = 12.5, FramesPerSecond = 30, Budget = 100L << 20, Compressed = 20L << 20, Bandwidth = 50_000_000, Latency = 2.5,
            Clock = FlightClock.Virtual, Predictor = "oracle", Policy = "lru", Radius = 300, FieldOfView = 90, Seed = 42, Headless = true, Json = "-",
        }, options);
    }

    [Theory]
    [InlineData("--seconds", "soon")]
    [InlineData("--seconds", "0")]
    [InlineData("--fps", "0")]
    [InlineData("--fps", "NaN")]
    [InlineData("--budget", "12X")]
    [InlineData("--budget", "1k")]
    [InlineData("--budget", "999TiB")]
    [InlineData("--compressed", "1k")]
    [InlineData("--bandwidth", "-1")]
    [InlineData("--latency", "-1")]
    [InlineData("--clock", "sundial")]
    [InlineData("--radius", "0")]
    [InlineData("--fov", "400")]
    [InlineData("--seed", "-1")]
    [InlineData("--speed", "3")]
    [InlineData("--world")]
    public void A_bad_value_gives_one_line_that_names_it_and_exit_code_2(params string[] args)
    {
        using StringWriter output = new(), error = new();
        Assert.Null(new CommandLine().Parse(args, output, error, out int code));
        Assert.Equal(2, code);
        Assert.Contains(args[0], error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void Help_names_every_option_and_exits_with_0()
    {
        using StringWriter output = new(), error = new();
        Assert.Null(new CommandLine().Parse(["--help"], output, error, out int code));
        Assert.Equal(0, code);
        foreach (string name in (string[])["--world", "--trajectory", "--seconds", "--fps", "--budget", "--compressed", "--bandwidth", "--latency", "--clock", "--predictor", "--policy", "--radius", "--fov", "--seed", "--headless", "--json"])
        {
            Assert.Contains(name, output.ToString(), StringComparison.Ordinal);
        }
    }

    private static FlightOptions Parse(params string[] args)
    {
        using StringWriter output = new(), error = new();
        FlightOptions? options = new CommandLine().Parse(args, output, error, out int code);
        Assert.Equal("", error.ToString());
        Assert.Equal(0, code);
        return options!;
    }
}
