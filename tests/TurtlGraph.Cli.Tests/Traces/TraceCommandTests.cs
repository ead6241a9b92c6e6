using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli.Tests;

public sealed class TraceCommandTests
{
    [Fact]
    public void Info_counts_requests_objects_and_bytes()
    {
        using var work = new Workplace();
        var info = Workplace.Json("trace", "info", work.File("x.csv", "1,a,10\n2,b,20\n3,a,10\n"));

        Assert.Equal((3, 2, 30, 40, "csv"), (Number("requests"), Number("objects"), Number("object_bytes"), Number("requested_bytes"), info.GetProperty("format").GetString()));

        long Number(string name) => info.GetProperty(name).GetInt64();
    }

    [Theory]
    [InlineData("y.bin", "oracle")]
    [InlineData("y.turtltrace", null)]
    [InlineData("y.csv.gz", null)]
    public void A_converted_trace_has_the_same_requests(string name, string? format)
    {
        using var work = new Workplace();
        string[] to = format is null ? [] : ["--to", format], from = format is null ? [] : ["--format", format];
        var result = Workplace.Run(["trace", "convert", work.File("x.csv", "1,5,10\n2,6,20\n3,5,10\n"), work[name], .. to]);
        Assert.True(result.Code == 0, result.Error);
        result = Workplace.Run(["trace", "convert", work[name], work["z.csv"], .. from]);

        Assert.True(result.Code == 0, result.Error);
        Assert.Equal("time,id,size\n1,5,10\n2,6,20\n3,5,10\n", File.ReadAllText(work["z.csv"]));
    }

    [Fact]
    public void A_trace_is_not_written_over_itself()
    {
        using var work = new Workplace();
        var path = work.File("x.csv", "1,5,10\n");

        Assert.Equal(2, Workplace.Run("trace", "convert", path, path, "--to", "lirs").Code);
        Assert.Equal("1,5,10\n", File.ReadAllText(path));
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_file_that_was_there()
    {
        using var work = new Workplace();
        var path = work.File("x.csv", "1,5000000000,10\n");
        var packed = work.File("kept.csv.zst", "kept");
        var keys = work.File("kept.be32", "kept");
        var result = Workplace.Run("trace", "convert", path, keys);

        Assert.Equal((2, 2), (Workplace.Run("trace", "convert", path, packed).Code, result.Code));
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
        Assert.Equal(("kept", "kept"), (File.ReadAllText(packed), File.ReadAllText(keys)));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.unfinished"));
    }

    [Fact]
    public void A_folder_is_no_trace()
    {
        using var work = new Workplace();
        Directory.CreateDirectory(work["d.csv"]);
        var result = Workplace.Run("simulate", "--trace", work["d.csv"], "--policy", "lru", "--size", "2");

        Assert.Equal(3, result.Code);
        Assert.Contains("is a folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_is_shown_and_replayed_bit_for_bit()
    {
        using var work = new Workplace();
        var hash = Record(work, out var bundle);
        var info = Workplace.Json("trace", "info", work["a.turtltrace"]).GetProperty("recording");
        var replay = Workplace.Json("trace", "replay", work["a.turtltrace"]);

        Assert.True(info.GetProperty("whole").GetBoolean());
        Assert.Equal((90, 0), (info.GetProperty("frames").GetInt32(), info.GetProperty("events_lost").GetInt32()));
        Assert.True(replay.GetProperty("identical").GetBoolean());
        Assert.Equal(hash, replay.GetProperty("decision_hash").GetString());

        File.Move(bundle, work["moved.turtl"]);
        Assert.Equal(3, Workplace.Run("trace", "replay", work["a.turtltrace"]).Code);
    }

    [Fact]
    public void A_recording_that_was_cut_is_bad()
    {
        using var work = new Workplace();
        Record(work, out _);
        var whole = File.ReadAllBytes(work["a.turtltrace"]);
        var result = Workplace.Run("trace", "info", work.File("cut.turtltrace", whole.AsSpan(0, whole.Length - 3)));

        Assert.Equal(1, result.Code);
        Assert.Contains("ends within a block", result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tuning_a_trace_writes_options_that_the_runtime_loads()
    {
        using var work = new Workplace();
        var random = new Random(1);
        var path = work.File("x.csv", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},{(int)Math.Pow(2000, random.NextDouble())},{20_000}\n")));
        var tuned = Workplace.Json("tune", "--trace", path, "--budget", "8MiB", "--output", work["o.json"], "--current", "fifo", "--disk", "20MB", "--latency", "20", "--compression", "2");

        Assert.True(tuned.GetProperty("gain").GetProperty("hit_ratio").GetDouble() > 0);
        Assert.DoesNotContain("belady", tuned.GetProperty("best").GetProperty("policy").GetString(), StringComparison.Ordinal);
        Assert.Equal(tuned.GetProperty("best").GetProperty("policy").GetString(), StreamingOptions.Load(work["o.json"]).EvictionPolicy);
        Assert.Equal(8 << 20, tuned.GetProperty("tiers").GetProperty("raw_bytes").GetInt64() + tuned.GetProperty("tiers").GetProperty("compressed_bytes").GetInt64());
        Assert.InRange(StreamingOptions.Load(work["o.json"]).CompressedTierBytes, 64 << 10, Math.Min(4 << 20, tuned.GetProperty("tiers").GetProperty("compressed_bytes").GetInt64()));
        using var clock = new VirtualRuntime(StreamingOptions.Load(work["o.json"]));
        Assert.Equal(8 << 20, clock.Runtime.Metrics.MemoryBudgetBytes);
    }

    [Theory]
    [InlineData("--current", "nonsense")]
    [InlineData("--output", "/no such folder/o.json")]
    public void What_tuning_cannot_use_is_refused_before_the_work(string option, string value)
    {
        using var work = new Workplace();
        var result = Workplace.Run("tune", "--trace", work.File("x.csv", "0,1\n"), "--budget", "8MiB", option, value);

        Assert.Equal(2, result.Code);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lirs")]
    [InlineData("gdsf")]
    [InlineData("auto")]
    public void Any_policy_but_those_that_know_the_future_is_written(string policy)
    {
        using var work = new Workplace();
        var path = work.File("x.csv", string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{i},{i * i % 997},{20_000}\n")));
        var tuned = Workplace.Json("tune", "--trace", path, "--budget", "8MiB", "--policy", policy + ",belady,beladysize", "--output", work["o.json"]);

        Assert.Equal(policy, tuned.GetProperty("best").GetProperty("policy").GetString());
        using var clock = new VirtualRuntime(StreamingOptions.Load(work["o.json"]));
        Assert.Equal(policy, StreamingOptions.Load(work["o.json"]).EvictionPolicy);
    }

    [Fact]
    public void Tuning_a_recording_lets_the_runtime_itself_decide()
    {
        using var work = new Workplace();
        Record(work, out _);
        var tuned = Workplace.Json("tune", "--trace", work["a.turtltrace"], "--budget", "4MiB", "--replays", "6", "--output", work["o.json"]);

        Assert.Equal("replay", tuned.GetProperty("gain").GetProperty("measured_by").GetString());
        Assert.Equal(6, tuned.GetProperty("replays").GetArrayLength());
        Assert.True(tuned.GetProperty("gain").GetProperty("load_cost").GetDouble() >= 0);
        Assert.True(tuned.TryGetProperty("warming", out _));
    }

    /// <summary>Flies over packed assets on a virtual clock and records it; returns the hash of all decisions.</summary>
    private static string Record(Workplace work, out string bundle)
    {
        bundle = work.Pack();
        using var virtualRuntime = new VirtualRuntime(new StreamingOptions { MemoryBudgetBytes = 4 << 20, Recorder = new TraceRecorder(work["a.turtltrace"]) });
        var runtime = virtualRuntime.Runtime;
        var opened = runtime.Open(bundle);
        for (var frame = 0; frame < 90; frame++)
        {
            runtime.Request(new AssetId(opened.Ids[frame / 3 % opened.Count]), new Demand(), out var handle);
            virtualRuntime.Step();
            if (frame % 2 == 0)
            {
                runtime.Release(handle);
            }
        }

        return runtime.Trace.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A runtime on a clock that the test moves.</summary>
    private sealed class VirtualRuntime : IDisposable
    {
        private readonly VirtualClock _clock = new();

        public VirtualRuntime(StreamingOptions options)
        {
            options.Clock = _clock;
            options.Source = new SimulatedByteSource(new DeviceModel(), _clock);
            Runtime = new AssetRuntime(options);
            if (options.Recorder is null)
            {
                Step();
            }
        }

        public AssetRuntime Runtime { get; }

        public void Step()
        {
            Runtime.Update([new Viewer(Vector3.Zero, Vector3.UnitX)], 1.0 / 60);
            _clock.Advance(1.0 / 60);
        }

        public void Dispose() => Runtime.Dispose();
    }
}
