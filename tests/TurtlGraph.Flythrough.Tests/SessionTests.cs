using System.Text.Json;
using TurtlGraph.Bundles;
using TurtlGraph.Memory;

namespace TurtlGraph.Flythrough.Tests;

public class SessionTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    [Fact]
    public void A_session_flies_a_bundle_and_writes_its_report()
    {
        if (MemoryGuards.Default.Enabled)
        {
            // Guards make garbage, which is a broken promise and said so.
            return;
        }

        string json = Path.Combine(world.Folder, "report.json");
        using StringWriter text = new();
        FlightOptions options = new() { World = world.WorldPath, Clock = FlightClock.Virtual, Seconds = 4, Budget = 16L << 20, Headless = true, Json = json };
        int code = new Session(options, text, CancellationToken.None).Run();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(json));
        // A flight this short may see the world's tables still grow, which is a broken promise and said so.
        Assert.Equal(0, document.RootElement.GetProperty("gc_bytes_per_frame").GetDouble());
        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(240, document.RootElement.GetProperty("frames").GetInt32());
        Assert.Contains("Memory never exceeds its budget", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("PASS", text.ToString(), StringComparison.Ordinal);
        JsonElement memory = document.RootElement.GetProperty("memory");
        JsonElement arena = memory.GetProperty("profile").GetProperty("tiers").GetProperty("arena");
        Assert.True(arena.GetProperty("peak_committed_bytes").GetInt64() >= 16L << 20, "the payload memory is in the profile");
        Assert.True(memory.GetProperty("flight_page_faults").GetProperty("minor").GetInt64() >= 0);
        Assert.False(memory.GetProperty("pressure").GetProperty("watched").GetBoolean(), "a virtual flight reads no pressure of the system");
        Assert.Contains("Pressure  not watched on this clock", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("Faults    ", text.ToString(), StringComparison.Ordinal);
        File.Delete(json);
    }

    [Fact]
    public void A_recorded_flight_is_a_trace_that_the_world_can_be_laid_out_by()
    {
        string record = Path.Combine(world.Folder, "record.csv"), packed = Path.Combine(world.Folder, "packed.turtl");
        FlightOptions options = new() { World = world.WorldPath, Clock = FlightClock.Virtual, Seconds = 4, Budget = 16L << 20, Headless = true, Record = record };
        new Session(options, TextWriter.Null, CancellationToken.None).Run();

        AccessTrace trace = AccessTrace.Load(record);
        using Bundle bundle = Bundle.Open(world.WorldPath);
        BundleBuilder builder = new(new BundleBuilderOptions { Layout = PayloadLayout.Trace, Trace = trace, Level = 1 });
        builder.AddRange(PackBundle.Items(bundle));
        PackReport report = builder.Write(packed);
        using Bundle ordered = Bundle.Open(packed);

        Assert.Equal(0, report.TraceNames!.Value.Unknown);
        Assert.InRange(trace.Accesses[^1].Seconds, 0.5, 4);
        AssetId first = new(ordered.Ids[ordered.PayloadOrder[0]]);
        Assert.Equal(trace.Accesses[0].Seconds, trace.Accesses.ToArray().First(access => access.Asset == first).Seconds);
        // What the flight needs lies in the front of the file, without gaps of what it does not need.
        HashSet<ulong> named = [.. trace.Accesses.ToArray().Select(access => access.Asset.Value)];
        ILookup<bool, long> offsets = Enumerable.Range(0, ordered.Count).ToLookup(entry => named.Contains(ordered.Ids[entry]), entry => ordered.Offsets[entry]);
        Assert.True(offsets[true].Max() < offsets[false].Except(offsets[true]).Min(), "assets that are not needed lie among those that are");
        File.Delete(record);
        File.Delete(packed);
    }

    [Theory]
    [InlineData("--predictor", "tea-leaves")]
    [InlineData("--policy", "whim")]
    [InlineData("--json", "/no/such/folder/r.json")]
    [InlineData("--json", "/")]
    [InlineData("--record", "/no/such/folder/r.csv")]
    [InlineData("--record", "/")]
    public void A_wrong_name_is_found_before_the_flight(string option, string value)
    {
        Assert.Equal(ExitCodes.Usage, Program.Run(["--world", world.WorldPath, "--clock", "virtual", "--seconds", "1", "--headless", option, value], TextWriter.Null, out string error));
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("--world", "/no/such/world.turtl")]
    [InlineData("--trajectory", "/no/such/path.csv")]
    public void A_file_that_is_not_there_gives_one_line_and_exit_code_3(string option, string value)
    {
        string[] args = option == "--world" ? [option, value] : ["--world", world.WorldPath, option, value];
        Assert.Equal(ExitCodes.CannotOpen, Program.Run([.. args, "--headless", "--clock", "virtual"], TextWriter.Null, out string error));
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_file_that_is_not_a_bundle_or_not_a_trajectory_is_refused_with_a_reason()
    {
        string file = Path.Combine(world.Folder, "wrong.csv");
        File.WriteAllText(file, "t,x,y,z\n0,1,2\n");
        Assert.Equal(ExitCodes.CannotOpen, Program.Run(["--world", world.WorldPath, "--trajectory", file, "--headless"], TextWriter.Null, out string error));
        Assert.Contains("line 2", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CannotOpen, Program.Run(["--world", file, "--headless"], TextWriter.Null, out error));
        Assert.Contains("wrong.csv", error, StringComparison.Ordinal);
        File.Delete(file);
    }
}
