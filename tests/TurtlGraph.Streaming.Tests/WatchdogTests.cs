using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Reads and decodes that do not finish, and where they are made again.</summary>
public class WatchdogTests
{
    private const int Assets = 40;
    private const int Length = 20_000;

    [Fact]
    public void A_decode_that_takes_longer_than_its_limit_is_given_up_counted_and_fails_in_the_end()
    {
        using TestWorld world = new TestWorld().Add("a", 50_000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.VirtualDecodeBytesPerSecond = 10_000; o.DecodeTimeout = TimeSpan.FromSeconds(0.5); });
        AssetHandle handle = run.Request("a");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.TimedOut, run.Runtime.Failure(handle));
        Assert.True(run.Metrics.DecodesTimedOut > 0);
        run.Step(60 * 60);
        Assert.Equal(0, run.Metrics.ReadsInFlight);
        Assert.Equal(0, run.Metrics.ReservedBytes + run.Metrics.StagingBytes);
    }

    [Fact]
    public void A_decode_that_takes_nearly_its_limit_after_a_read_that_took_nearly_its_own_is_not_given_up()
    {
        using TestWorld world = new TestWorld().Add("a", 50_000, Vector3.Zero).Write();
        using var run = new VirtualRun(
            world,
            o => { o.VirtualDecodeBytesPerSecond = 100_000; o.DecodeTimeout = TimeSpan.FromSeconds(0.6); o.ReadTimeout = TimeSpan.FromSeconds(0.6); },
            new FaultPlan { SlowRate = 1, Delay = TimeSpan.FromSeconds(0.5) });
        AssetHandle handle = run.Request("a");
        run.RunUntilAllEnded();
        run.AssertServes(handle, "a", 50_000);
        Assert.Equal(0, run.Metrics.DecodesTimedOut + run.Metrics.ReadsTimedOut);
    }

    [Theory]
    [InlineData(FaultKind.Never)]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.Short)]
    [InlineData(FaultKind.FlippedBit)]
    public void What_one_source_does_not_give_is_read_from_the_other(FaultKind kind)
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        SimulatedByteSource? mirror = null;
        using var run = new VirtualRun(world, o =>
        {
            o.ReadTimeout = TimeSpan.FromSeconds(0.5);
            o.RetrySource = mirror = new SimulatedByteSource(new DeviceModel(), o.Clock);
        }, new FaultPlan
        {
            NeverRate = kind == FaultKind.Never ? 1 : 0,
            ErrorRate = kind == FaultKind.Error ? 1 : 0,
            ShortRate = kind == FaultKind.Short ? 1 : 0,
            FlippedBitRate = kind == FaultKind.FlippedBit ? 1 : 0,
        });
        AssetHandle[] handles = [.. Enumerable.Range(0, Assets).Select(i => run.Request($"a{i}"))];
        run.RunUntilAllEnded();
        for (int i = 0; i < Assets; i++)
        {
            run.AssertServes(handles[i], $"a{i}", Length);
        }

        // A read that is cut short serves those in front of the cut, and one flipped bit spoils one asset of several.
        Assert.InRange(run.Metrics.RetriesElsewhere, 1, Assets);
        Assert.Equal(run.Metrics.Retries, run.Metrics.RetriesElsewhere);
        Assert.Equal(kind == FaultKind.Never, run.Metrics.ReadsTimedOut > 0);
        run.Step(60);
        Assert.Equal(0, run.Metrics.ReservedBytes + run.Metrics.StagingBytes);
    }

    [Fact]
    public void Attempts_alternate_between_the_two_and_a_source_without_the_file_is_not_asked()
    {
        using TestWorld world = new TestWorld().Add("a", Length, Vector3.Zero).Write();
        using var both = new VirtualRun(
            world, o => { o.RetrySource = new FaultInjectingByteSource(new SimulatedByteSource(new DeviceModel(), o.Clock), new FaultPlan { ErrorRate = 1 }, o.Clock); }, new FaultPlan { ErrorRate = 1 });
        AssetHandle handle = both.Request("a");
        both.RunUntilAllEnded();
        Assert.Equal(FailureReason.ReadError, both.Runtime.Failure(handle));
        Assert.Equal(2, both.Metrics.Retries);
        Assert.Equal(1, both.Metrics.RetriesElsewhere);

        using var without = new VirtualRun(world, o => o.RetrySource = new SimulatedByteSource(new DeviceModel(), o.Clock, new MemoryFiles()), new FaultPlan { ErrorRate = 1 });
        without.Request("a");
        without.RunUntilAllEnded();
        Assert.Equal(2, without.Metrics.Retries);
        Assert.Equal(0, without.Metrics.RetriesElsewhere);
    }

    [Fact]
    public void A_worker_that_hangs_in_a_codec_is_replaced_and_its_asset_is_decoded_by_the_other()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Deflate }).AddMany("a", Assets, Length).Write();
        using var codec = new HangingCodec();
        using (var runtime = new AssetRuntime(Threaded(codec)))
        {
            runtime.Open(world.Path);
            AssetHandle[] handles = RequestAll(runtime);
            UpdateUntilAllEnded(runtime);
            Assert.All(handles, handle => Assert.Equal(RequestStatus.Ready, runtime.Status(handle)));
            Assert.True(codec.IsHanging);
            Assert.True(runtime.Metrics.DecodesTimedOut >= 1);
            Assert.True(runtime.Metrics.ReadsInFlight >= 1, "its memory stays with the one that hangs");

            codec.Release();
            while (runtime.Metrics.ReadsInFlight > 0)
            {
                runtime.Update([], 0.001);
            }

            Assert.Equal(0, runtime.Metrics.ReservedBytes + runtime.Metrics.StagingBytes);
        }
    }

    [Fact]
    public void With_threads_too_the_other_source_serves_what_the_first_one_does_not()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        using var runtime = new AssetRuntime(new StreamingOptions
        {
            MaxAssets = 1 << 10,
            Predictor = "none",
            Source = new FaultInjectingByteSource(new PreadByteSource(new PreadOptions()), new FaultPlan { ErrorRate = 1 }, TimeProvider.System),
            RetrySource = new PreadByteSource(new PreadOptions()),
        });
        runtime.Open(world.Path);
        AssetHandle[] handles = RequestAll(runtime);
        UpdateUntilAllEnded(runtime);
        Assert.All(handles, handle => Assert.Equal(RequestStatus.Ready, runtime.Status(handle)));
        Assert.True(runtime.Metrics.RetriesElsewhere >= 1);
    }

    [Fact]
    public void A_runtime_that_is_disposed_ends_every_request_also_those_that_no_update_has_seen()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        var run = new VirtualRun(world);
        for (int i = 0; i < Assets / 2; i++)
        {
            run.Request($"a{i}");
        }

        run.Step();
        for (int i = Assets / 2; i < Assets; i++)
        {
            run.Request($"a{i}");
        }

        run.Dispose();
        Assert.Equal(Assets, run.Metrics.RequestsTotal);
        Assert.Equal(0, run.Metrics.RequestsOpen);
        Assert.Equal(Assets, run.Metrics.RequestsReady + run.Metrics.RequestsCancelled);
    }

    private static StreamingOptions Threaded(ICodec codec) => new()
    {
        MaxAssets = 1 << 10,
        Predictor = "none",
        DecodeWorkers = 1,
        DecodeTimeout = TimeSpan.FromMilliseconds(200),
        MaxAttempts = 100,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Codecs = new CodecRegistry(codec),
    };

    private static AssetHandle[] RequestAll(AssetRuntime runtime)
    {
        var handles = new AssetHandle[Assets];
        for (int i = 0; i < Assets; i++)
        {
            Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName($"a{i}"), new Demand(), out handles[i]));
        }

        return handles;
    }

    private static void UpdateUntilAllEnded(AssetRuntime runtime)
    {
        do
        {
            runtime.Update([], 0.001);
            Thread.Yield();
        }
        while (runtime.Metrics.RequestsOpen > 0);
    }

    /// <summary>Deflate, whose first call does not return until it is released.</summary>
    private sealed class HangingCodec : ICodec, IDisposable
    {
        private readonly DeflateCodec _inner = new();
        private readonly ManualResetEventSlim _gate = new();
        private int _calls;

        public CodecId Id => _inner.Id;

        public string Name => _inner.Name;

        public bool IsAvailable => _inner.IsAvailable;

        public int DefaultLevel => _inner.DefaultLevel;

        public bool IsHanging => !_gate.IsSet && Volatile.Read(ref _calls) > 0;

        public void ThrowIfUnavailable() => _inner.ThrowIfUnavailable();

        public int MaxCompressedLength(int length) => _inner.MaxCompressedLength(length);

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level) => _inner.Compress(source, destination, level);

        public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                _gate.Wait();
            }

            return _inner.Decompress(source, destination);
        }

        public void Release() => _gate.Set();

        public void Dispose() => _gate.Dispose();
    }
}
