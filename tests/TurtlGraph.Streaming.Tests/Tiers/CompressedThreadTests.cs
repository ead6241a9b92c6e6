using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>The compressed tier with real workers: nobody waits for them, and every request ends while they work.</summary>
public class CompressedThreadTests
{
    private const int Length = 60_000;
    private static readonly BundleBuilderOptions s_deflate = new() { Codec = BundleCodecChoice.Deflate };
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(30);
    private static readonly Viewer[] s_viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Workers_compress_and_restore_what_comes_and_goes(int workers)
    {
        using TestWorld world = new TestWorld().AddMany("a", 100, Length, spacing: 1).Write();
        using AssetRuntime runtime = Make(CodecRegistry.Default, workers);
        Bundle bundle = runtime.Open(world.Path);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 30; i++)
            {
                AssetHandle handle = LoadOne(runtime, $"a{i}");
                Assert.True(runtime.TryGet(handle, out AssetData data));
                Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf($"a{i}", Length)));
                runtime.Release(handle);
                runtime.Update(s_viewers, 0.016);
                Assert.True(runtime.State.Residents.TryEvict(AssetOf(runtime, $"a{i}")));

                // Frames follow each other here much faster than in a game: without this its grace might be over first.
                Assert.True(SpinWait.SpinUntil(() => runtime.State.Copies!.Tier.Contains(KeyOf(bundle, $"a{i}")), s_hangs));
                UpdateUntil(runtime, () => runtime.State.Catalog[AssetOf(runtime, $"a{i}")].State == AssetState.Absent);
            }
        }

        Assert.Equal((60, 30), (runtime.Metrics.AssetsRestored, runtime.Metrics.AssetsLoaded));
        Assert.Equal((0, 0), (runtime.Metrics.RestoresFailed, runtime.Metrics.BudgetViolations));
    }

    [Fact]
    public void While_a_worker_compresses_the_memory_stays_and_the_frames_go_on()
    {
        using TestWorld world = new TestWorld(s_deflate).AddMany("a", 2, Length, spacing: 1).Write();
        using var codec = new GatedCodec();
        using AssetRuntime runtime = Make(new CodecRegistry(codec, new DeflateCodec()), workers: 1);
        using var opener = new Opener(codec);
        runtime.Open(world.Path);
        Evict(runtime, "a0");
        Assert.True(codec.Compressing.Wait(s_hangs));
        for (int frame = 0; frame < 20; frame++)
        {
            runtime.Update(s_viewers, 0.016);
        }

        Assert.True(runtime.Metrics.GraceBytes >= Length, "what is being compressed stays");
        codec.MayCompress.Set();
        UpdateUntil(runtime, () => runtime.Metrics.GraceBytes == 0 && runtime.Metrics.CompressedAssets == 1);
        Assert.Equal(0, runtime.Metrics.BudgetViolations);
    }

    [Fact]
    public void A_request_that_is_cancelled_while_its_restore_runs_ends_at_once_and_the_memory_is_accounted_for()
    {
        using TestWorld world = new TestWorld(s_deflate).AddMany("a", 2, Length, spacing: 1).Write();
        using var codec = new GatedCodec();
        using AssetRuntime runtime = Make(new CodecRegistry(codec, new DeflateCodec()), workers: 1);
        using var opener = new Opener(codec);
        AssetHandle handle = BeginRestore(runtime, world, codec);
        runtime.Cancel(handle);
        runtime.Update(s_viewers, 0.016);
        Assert.Equal((0, 1), (runtime.Metrics.RequestsOpen, runtime.Metrics.RequestsCancelled));
        codec.MayDecompress.Set();
        UpdateUntil(runtime, () => runtime.Metrics.ReadsInFlight == 0);
        Assert.Equal((0, 0), (runtime.Metrics.ReservedBytes, runtime.Metrics.BudgetViolations));

        AssetHandle again = LoadOne(runtime, "a0");
        Assert.True(runtime.TryGet(again, out AssetData data));
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf("a0", Length)));
    }

    [Fact]
    public void A_runtime_that_is_disposed_while_a_restore_and_a_compression_run_waits_for_them_and_ends_every_request()
    {
        using TestWorld world = new TestWorld(s_deflate).AddMany("a", 2, Length, spacing: 1).Write();
        using var codec = new GatedCodec();
        AssetRuntime runtime = Make(new CodecRegistry(codec, new DeflateCodec()), workers: 1);
        BeginRestore(runtime, world, codec);
        codec.MayCompress.Reset();
        codec.Compressing.Reset();
        Evict(runtime, "a1");
        Assert.True(codec.Compressing.Wait(s_hangs));

        var disposing = new Thread(runtime.Dispose);
        disposing.Start();
        codec.MayCompress.Set();
        codec.MayDecompress.Set();
        Assert.True(disposing.Join(s_hangs), "it ends");
        Assert.Equal((0, 1), (runtime.Metrics.RequestsOpen, runtime.Metrics.RequestsCancelled));
    }

    [Fact]
    public void A_restore_that_hangs_is_given_up_and_the_asset_is_read()
    {
        using TestWorld world = new TestWorld(s_deflate).AddMany("a", 2, Length, spacing: 1).Write();
        using var codec = new GatedCodec();
        using AssetRuntime runtime = Make(new CodecRegistry(codec, new DeflateCodec()), workers: 1, TimeSpan.FromMilliseconds(200));
        using var opener = new Opener(codec);
        AssetHandle handle = BeginRestore(runtime, world, codec);
        UpdateUntil(runtime, () => runtime.Status(handle) != RequestStatus.Pending);
        Assert.Equal(RequestStatus.Ready, runtime.Status(handle));
        Assert.True(runtime.Metrics.DecodesTimedOut >= 1, "the restore is given up");
        Assert.Equal(0, runtime.Metrics.AssetsRestored);
        Assert.True(runtime.TryGet(handle, out AssetData data));
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf("a0", Length)));
        codec.MayDecompress.Set();
        UpdateUntil(runtime, () => runtime.Metrics.ReadsInFlight == 0);
        Assert.Equal((0, 0), (runtime.Metrics.ReservedBytes, runtime.Metrics.BudgetViolations));
    }

    private static AssetRuntime Make(CodecRegistry codecs, int workers, TimeSpan? decodeTimeout = null) => new(new StreamingOptions
    {
        MemoryBudgetBytes = 8 << 20,
        CompressedTierBytes = 2 << 20,
        MaxAssets = 1 << 10,
        Predictor = "none",
        Codecs = codecs,
        DecodeWorkers = workers,
        MaxAttempts = 100,
        DecodeTimeout = decodeTimeout ?? TimeSpan.FromSeconds(60),
        PressureInterval = TimeSpan.Zero,
        FrameBudget = TimeSpan.Zero,
    });

    /// <summary>A restore of a0 that is in its codec and stays there.</summary>
    private static AssetHandle BeginRestore(AssetRuntime runtime, TestWorld world, GatedCodec codec)
    {
        runtime.Open(world.Path);
        codec.MayCompress.Set();
        Evict(runtime, "a0");
        Assert.True(codec.Compressing.Wait(s_hangs), "a worker takes it before its grace is over");
        UpdateUntil(runtime, () => runtime.Metrics.CompressedAssets == 1 && runtime.Metrics.GraceBytes == 0);
        runtime.Release(LoadOne(runtime, "a1"));
        Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName("a0"), new Demand(), out AssetHandle handle));
        UpdateUntil(runtime, () => codec.Decompressing.IsSet);
        return handle;
    }

    private static void Evict(AssetRuntime runtime, string name)
    {
        runtime.Release(LoadOne(runtime, name));
        runtime.Update(s_viewers, 0.016);
        Assert.True(runtime.State.Residents.TryEvict(AssetOf(runtime, name)));
    }

    private static AssetHandle LoadOne(AssetRuntime runtime, string name)
    {
        Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName(name), new Demand(), out AssetHandle handle));
        UpdateUntil(runtime, () => runtime.Status(handle) != RequestStatus.Pending);
        Assert.Equal(RequestStatus.Ready, runtime.Status(handle));
        return handle;
    }

    private static void UpdateUntil(AssetRuntime runtime, Func<bool> isDone)
    {
        long start = Environment.TickCount64;
        do
        {
            runtime.Update(s_viewers, 0.016);
            Thread.Yield();
            Assert.True(Environment.TickCount64 - start < s_hangs.TotalMilliseconds, "it hangs");
        }
        while (!isDone());
    }

    private static ulong KeyOf(Bundle bundle, string name)
    {
        Assert.True(bundle.TryFind(name, out int entry));
        return CompressedCopies.KeyOf(bundle.Hashes[entry]);
    }

    private static int AssetOf(AssetRuntime runtime, string name)
    {
        Assert.True(runtime.State.Catalog.TryFind(AssetId.FromName(name), out int asset));
        return asset;
    }

    /// <summary>Opens the gates before the runtime is disposed, so that a test that fails ends.</summary>
    private sealed class Opener(GatedCodec codec) : IDisposable
    {
        public void Dispose()
        {
            codec.MayCompress.Set();
            codec.MayDecompress.Set();
        }
    }

    /// <summary>Stands where zstd would, and works only when it may. Bundles here are packed with other codecs.</summary>
    private sealed class GatedCodec : ICodec, IDisposable
    {
        private readonly DeflateCodec _inner = new();

        public ManualResetEventSlim MayCompress { get; } = new();

        public ManualResetEventSlim MayDecompress { get; } = new();

        public ManualResetEventSlim Compressing { get; } = new();

        public ManualResetEventSlim Decompressing { get; } = new();

        public CodecId Id => CodecId.Zstd;

        public string Name => "gated";

        public bool IsAvailable => true;

        public int DefaultLevel => _inner.DefaultLevel;

        public void ThrowIfUnavailable() { }

        public int MaxCompressedLength(int length) => _inner.MaxCompressedLength(length);

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
        {
            Compressing.Set();
            MayCompress.Wait();
            return _inner.Compress(source, destination, _inner.DefaultLevel);
        }

        public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            Decompressing.Set();
            MayDecompress.Wait();
            return _inner.Decompress(source, destination);
        }

        public void Dispose()
        {
            MayCompress.Dispose();
            MayDecompress.Dispose();
            Compressing.Dispose();
            Decompressing.Dispose();
        }
    }
}
