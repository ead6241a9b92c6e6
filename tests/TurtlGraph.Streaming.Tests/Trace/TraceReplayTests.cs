using System.Numerics;
using System.Reflection;
using TurtlGraph.Caching;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

public sealed class TraceReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_recording_is_decided_again_bit_for_bit(int seed)
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();
        using var file = new MemoryStream();
        (ulong hash, long count) = Fly(world, seed, new TraceRecorder(file));

        ReplayReport report = Replay(file);

        Assert.Equal((hash, count), (report.Hash, report.Decisions));
        Assert.True(report is { FirstDifference: null, IsWhole: true, IsRepeatable: true });
        Assert.True(report is { Hits: > 0, Misses: > 0, Metrics.Evictions: > 0, Metrics.PrefetchIssued: > 0 });
    }

    [Fact]
    public void Recording_changes_no_decision()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();

        Assert.Equal(Fly(world, 3, recorder: null), Fly(world, 3, new TraceRecorder(Stream.Null)));
    }

    [Fact]
    public void A_replay_with_other_options_says_where_it_first_decides_differently()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();
        using var file = new MemoryStream();
        Fly(world, 1, new TraceRecorder(file));
        StreamingOptions other = TraceReplay.OptionsOf(new MemoryStream(file.ToArray()));
        Assert.Equal(5 << 20, other.MemoryBudgetBytes);
        other.MemoryBudgetBytes = 4 << 20;

        ReplayReport report = Replay(file, new ReplayOptions { Options = other });

        Assert.NotNull(report.FirstDifference);
        Assert.False(report.IsRepeatable);
    }

    [Fact]
    public void What_was_recorded_in_real_time_is_replayed_the_same_each_time()
    {
        using TestWorld world = new TestWorld().AddMany("a", 100, 30_000, spacing: 5).Write();
        using var file = new MemoryStream();
        using (var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = 5 << 20, Recorder = new TraceRecorder(file) }))
        {
            runtime.Open(world.Path);
            for (int frame = 0; frame < 100; frame++)
            {
                runtime.Request(Bundles.AssetId.FromName($"a{frame}"), new Demand(), out AssetHandle handle);
                runtime.Update([new Viewer(new Vector3(frame, 0, 0), Vector3.UnitX)], 1.0 / 60);
                if (frame % 3 == 0)
                {
                    runtime.Release(handle);
                }
            }
        }

        ReplayReport once = Replay(file), again = Replay(file);

        Assert.Equal((once.Hash, once.Decisions), (again.Hash, again.Decisions));
        Assert.Equal((100, false, true), (once.Metrics.RequestsTotal, once.IsRepeatable, once.IsWhole));
    }

    [Fact]
    public void Another_bundle_at_the_recorded_path_is_refused()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();
        using TestWorld other = new TestWorld().AddMany("b", 10, 30_000, spacing: 5).Write();
        using var file = new MemoryStream();
        Fly(world, 1, new TraceRecorder(file));

        Assert.Throws<ReplayMismatchException>(() => Replay(file, new ReplayOptions { BundlePath = _ => other.Path }));
    }

    [Fact]
    public void A_recording_of_requests_alone_is_none_of_a_runtime()
    {
        using var file = new MemoryStream();
        TraceConversion.Write([new TraceRequest(1, 2, 3)], file, TraceFormat.Turtl);

        Assert.Throws<TraceFormatException>(() => new TraceReplay(new MemoryStream(file.ToArray())));
    }

    [Fact]
    public void A_recording_tells_the_simulator_each_hit_and_miss_as_a_request()
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 30_000, spacing: 5).Write();
        using var file = new MemoryStream();
        Fly(world, 1, new TraceRecorder(file));
        using var recording = new RecordingReader(new MemoryStream(file.ToArray()));
        var summary = RecordingSummary.Of(recording);
        using var reader = TraceReader.Open(new MemoryStream(file.ToArray()), TraceFormat.Turtl);
        CacheTrace trace = CacheTrace.Read(reader);

        Assert.Equal(summary[RecordedKind.Hit] + summary[RecordedKind.Missed], trace.Count);
        Assert.All(trace.Sizes.ToArray(), size => Assert.Equal(30_000u, size));
        Assert.True(summary.Prefetches is { Expired: > 0, WastedBytes: > 0, Waste: > 0 and < 1 }, summary.Prefetches.ToString());
    }

    [Fact]
    public void A_recorder_serves_one_runtime()
    {
        using TestWorld world = new TestWorld().AddMany("a", 3, 30_000, spacing: 5).Write();
        var recorder = new TraceRecorder(Stream.Null);
        using var run = new VirtualRun(world, options => options.Recorder = recorder);

        Assert.Throws<InvalidOperationException>(() => new VirtualRun(world, options => options.Recorder = recorder));
    }

    [Fact]
    public void A_recorded_frame_allocates_nothing()
    {
        using TestWorld world = new TestWorld().AddMany("a", 20, 30_000, spacing: 5).Write();
        using var run = new VirtualRun(world, options => options.Recorder = new TraceRecorder(Stream.Null));
        AssetHandle handle = run.Request("a3");
        Viewer[] viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];
        long allocated = 0;
        for (int frame = 0; frame < 300; frame++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run.Runtime.TryGet(handle, out _);
            run.Runtime.Pin(handle);
            run.Runtime.Unpin(handle);
            run.Runtime.Update(viewers, 1.0 / 60);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            run.Clock.Advance(1.0 / 60);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Every_field_of_a_request_is_recorded()
    {
        using TestWorld world = new TestWorld().AddMany("a", 3, 30_000, spacing: 5).Write();
        using var run = new VirtualRun(world);
        MountedBundle mounted = run.Runtime.State.Catalog.BundleOf(1);
        FieldInfo[] fields = [.. typeof(SubmitCommand).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(field => field.Name is not (nameof(SubmitCommand.Handle) or nameof(SubmitCommand.Asset) or nameof(SubmitCommand.Kind)))];
        Assert.Equal(6, fields.Length);
        foreach (FieldInfo field in fields)
        {
            object command = InputCoding.ReadRequest(default, 1, mounted);
            field.SetValue(command, Other(field.GetValue(command)!));
            ReadOnlySpan<byte> data = InputCoding.WriteRequest(new byte[256], (SubmitCommand)command, mounted);

            Assert.Equal(field.GetValue(command), field.GetValue((object)InputCoding.ReadRequest(data, 1, mounted)));
        }
    }

    private static object Other(object value) => value switch
    {
        float number => float.IsFinite(number) ? number + 1 : 5f,
        bool flag => !flag,
        sbyte number => (sbyte)(number + 1),
        Vector3 vector => vector + Vector3.One,
        _ => throw new NotSupportedException($"a field of type {value.GetType()}: record it in {nameof(InputCoding)}, and make another value of it here"),
    };

    private static ReplayReport Replay(MemoryStream file, ReplayOptions? options = null)
    {
        using var replay = new TraceReplay(new MemoryStream(file.ToArray()), options);
        return replay.Run();
    }

    /// <summary>A seeded game that requests, uses, pins, cancels and releases.</summary>
    private static (ulong Hash, long Count) Fly(TestWorld world, int seed, TraceRecorder? recorder)
    {
        var random = new Random(seed);
        using var run = new VirtualRun(
            world,
            options => (options.MemoryBudgetBytes, options.Predictor, options.Recorder) = (5 << 20, "spatial", recorder),
            device: new DeviceModel { BytesPerSecond = 20e6, LatencySeconds = 0.002 });
        var held = new List<AssetHandle>();
        AssetHandle pinned = AssetHandle.None;
        for (int frame = 0; frame < 600; frame++)
        {
            run.MoveTo(new Vector3(frame * 1.5f, 0, 0));
            held.Add(run.Request($"a{Math.Min(299, (frame / 4) + random.Next(20))}", random.Next(8) == 0 ? Urgency.High : null));
            if (random.Next(10) == 0)
            {
                run.Runtime.Cancel(held[random.Next(held.Count)]);
            }

            AssetHandle used = held[random.Next(held.Count)];
            run.Runtime.TryGet(used, out _);
            if (frame % 20 == 0 && run.Runtime.Pin(used))
            {
                run.Runtime.Unpin(pinned);
                pinned = used;
            }

            if (held.Count > 30 && held[0] != pinned)
            {
                run.Runtime.Release(held[0]);
                held.RemoveAt(0);
            }

            run.Step();
        }

        return (run.Runtime.Trace.Hash, run.Runtime.Trace.Count);
    }
}
