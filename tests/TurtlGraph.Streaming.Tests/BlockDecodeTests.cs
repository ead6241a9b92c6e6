using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Large entries, whose blocks are separate pieces of work for the decode workers.</summary>
public sealed class BlockDecodeTests
{
    private const int Large = (5 << 20) + 77;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Large_entries_raw_and_compressed_and_small_ones_between_serve_their_own_bytes(int workers)
    {
        foreach (BundleCodecChoice codec in new[] { BundleCodecChoice.None, BundleCodecChoice.Brotli })
        {
            using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = codec, Level = 1, BlockSize = 64 << 10 })
                .Add("large1", Large).Add("large2", Large).AddMany("small", 60, 3000).Add("large3", 65537).Add("empty", 0).Write();
            using var runtime = new AssetRuntime(new StreamingOptions
            {
                MemoryBudgetBytes = 64 << 20, StagingBytes = 16 << 20, MaxAssets = 1 << 10, Predictor = "none", DecodeWorkers = workers, ReadTimeout = TimeSpan.FromSeconds(60),
            });
            runtime.Open(world.Path);
            (string Name, int Length)[] assets =
                [("large1", Large), ("large2", Large), ("large3", 65537), ("empty", 0), .. Enumerable.Range(0, 60).Select(i => ($"small{i}", 3000))];
            for (int round = 0; round < 3; round++)
            {
                AssetHandle[] handles = [.. assets.Select(asset => Request(runtime, asset.Name))];
                RunUntilEnded(runtime);
                for (int i = 0; i < assets.Length; i++)
                {
                    Assert.True(runtime.TryGet(handles[i], out AssetData data), $"{assets[i].Name}: {runtime.Status(handles[i])} {runtime.Failure(handles[i])}");
                    Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf(assets[i].Name, assets[i].Length)), assets[i].Name);
                    runtime.Release(handles[i]);
                }
            }

            Assert.Equal(0, runtime.Metrics.VerifyFailures);
        }
    }

    [Fact]
    public void Two_workers_decode_blocks_of_one_entry_at_the_same_time()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Brotli, Level = 1, BlockSize = 64 << 10 }).Add("large", Large).Write();
        using var codec = new MeetingCodec();
        using var runtime = new AssetRuntime(new StreamingOptions
        {
            MemoryBudgetBytes = 64 << 20, StagingBytes = 16 << 20, MaxAssets = 1 << 10, Predictor = "none", DecodeWorkers = 2, ReadTimeout = TimeSpan.FromSeconds(120), Codecs = new CodecRegistry(codec),
        });
        runtime.Open(world.Path);
        AssetHandle handle = Request(runtime, "large");
        RunUntilEnded(runtime);
        Assert.True(codec.HaveMet, "two threads were inside the codec together");
        Assert.True(runtime.TryGet(handle, out AssetData data));
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf("large", Large)));
    }

    [Fact]
    public void One_wrong_byte_in_one_block_fails_the_entry_and_nothing_else()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Brotli, Level = 1, BlockSize = 64 << 10 })
            .Add("large", Large).Add("other", Large).Write();
        using (Bundle bundle = Bundle.Open(world.Path))
        {
            Assert.True(bundle.TryFind(AssetId.FromName("large"), out int entry));
            using FileStream file = File.Open(world.Path, FileMode.Open, FileAccess.ReadWrite);
            BundleBlock block = bundle.Block(entry, 40);
            file.Position = block.Offset + (block.StoredLength / 2);
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 0x10));
        }

        using var runtime = new AssetRuntime(new StreamingOptions
        {
            MemoryBudgetBytes = 64 << 20, StagingBytes = 16 << 20, MaxAssets = 1 << 10, Predictor = "none", DecodeWorkers = 3, RetryDelay = TimeSpan.FromMilliseconds(1), ReadTimeout = TimeSpan.FromSeconds(60),
        });
        runtime.Open(world.Path);
        AssetHandle damaged = Request(runtime, "large");
        AssetHandle whole = Request(runtime, "other");
        RunUntilEnded(runtime);
        Assert.Equal(FailureReason.VerifyFailed, runtime.Failure(damaged));
        Assert.True(runtime.TryGet(whole, out AssetData data));
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf("other", Large)));
    }

    [Fact]
    public void Faults_and_slow_reads_of_large_entries_end_the_same_every_time_on_a_virtual_clock()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Brotli, Level = 1, BlockSize = 64 << 10 })
            .AddMany("large", 12, 700_000).AddMany("small", 40, 2000).Write();
        Assert.Equal(Play(world), Play(world));
    }

    [Fact]
    public void A_runtime_that_is_disposed_in_the_middle_of_decoding_ends_cleanly()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.Brotli, Level = 1, BlockSize = 16 << 10 })
            .AddMany("large", 6, 2 << 20).Write();
        for (int updates = 1; updates <= 8; updates++)
        {
            var runtime = new AssetRuntime(new StreamingOptions { MemoryBudgetBytes = 64 << 20, StagingBytes = 16 << 20, MaxAssets = 1 << 10, Predictor = "none", DecodeWorkers = 3 });
            runtime.Open(world.Path);
            for (int i = 0; i < 6; i++)
            {
                Request(runtime, $"large{i}");
            }

            for (int i = 0; i < updates; i++)
            {
                runtime.Update([new Viewer(Vector3.Zero, Vector3.UnitX)], 0.01);
                Thread.Yield();
            }

            runtime.Dispose();
        }
    }

    private static (long Reads, long Failures, double Seconds) Play(TestWorld world)
    {
        using var run = new VirtualRun(
            world, o => { o.ReadTimeout = TimeSpan.FromSeconds(0.5); o.MaxAttempts = 12; },
            new FaultPlan { Seed = 3, FlippedBitRate = 0.2, SlowRate = 0.1, ShortRate = 0.1 });
        AssetHandle[] handles = [.. Enumerable.Range(0, 12).Select(i => run.Request($"large{i}")), .. Enumerable.Range(0, 40).Select(i => run.Request($"small{i}"))];
        run.RunUntilAllEnded();
        for (int i = 0; i < 12; i++)
        {
            run.AssertServes(handles[i], $"large{i}", 700_000);
        }

        return (run.Faults!.Injected.Total, run.Metrics.VerifyFailures, run.Clock.Seconds);
    }

    private static AssetHandle Request(AssetRuntime runtime, string name)
    {
        Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName(name), new Demand(), out AssetHandle handle));
        return handle;
    }

    private static void RunUntilEnded(AssetRuntime runtime)
    {
        do
        {
            runtime.Update([new Viewer(Vector3.Zero, Vector3.UnitX)], 0.001);
            Thread.Yield();
        }
        while (runtime.Metrics.RequestsOpen > 0);
    }

    /// <summary>Its first two blocks wait for each other; only two threads at once can get past them.</summary>
    private sealed class MeetingCodec : ICodec, IDisposable
    {
        private readonly BrotliCodec _codec = new();
        private readonly Barrier _barrier = new(2);
        private int _blocks;

        public bool HaveMet { get; private set; }

        public CodecId Id => CodecId.Brotli;

        public string Name => "meeting";

        public bool IsAvailable => true;

        public int DefaultLevel => 1;

        public void ThrowIfUnavailable()
        {
        }

        public int MaxCompressedLength(int length) => _codec.MaxCompressedLength(length);

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level) => _codec.Compress(source, destination, level);

        public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            if (Interlocked.Increment(ref _blocks) <= 2 && _barrier.SignalAndWait(TimeSpan.FromSeconds(30)))
            {
                HaveMet = true;
            }

            return _codec.Decompress(source, destination);
        }

        public void Dispose() => _barrier.Dispose();
    }
}
