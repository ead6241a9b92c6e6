using System.Diagnostics;
using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>The runtime over each way of reading a real file, on the system's clock.</summary>
public class SourceTests
{
    private const int Assets = 60;
    private const int Length = 30_000;
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(60);
    private static readonly Viewer[] s_viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];

    [Theory]
    [InlineData(ByteSourceKind.Automatic, false)]
    [InlineData(ByteSourceKind.Automatic, true)]
    [InlineData(ByteSourceKind.Uring, true)]
    [InlineData(ByteSourceKind.UringDirect, false)]
    [InlineData(ByteSourceKind.Pread, false)]
    [InlineData(ByteSourceKind.Mapped, false)]
    public void Every_way_of_reading_serves_the_same_bytes(ByteSourceKind kind, bool pinMemory)
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        using AssetRuntime runtime = new(new StreamingOptions
        {
            MemoryBudgetBytes = 16 << 20, MaxAssets = 1 << 12, Predictor = "none", SourceKind = kind, PinMemory = pinMemory,
        });
        Assert.False(string.IsNullOrEmpty(runtime.SourceName));
        Assert.NotNull(runtime.SourceDetail);
        runtime.Open(world.Path);
        var handles = new AssetHandle[Assets];
        for (int i = 0; i < Assets; i++)
        {
            Assert.Equal(RequestResult.Accepted, runtime.Request(AssetId.FromName($"a{i}"), new Demand(), out handles[i]));
        }

        long start = Stopwatch.GetTimestamp();
        do
        {
            runtime.Update(s_viewers, 0.001);
            Assert.True(Stopwatch.GetElapsedTime(start) < s_hangs, $"{runtime.Metrics.RequestsOpen} requests never ended");
            Thread.Yield();
        }
        while (runtime.Metrics.RequestsOpen > 0);

        for (int i = 0; i < Assets; i++)
        {
            Assert.True(runtime.TryGet(handles[i], out AssetData data));
            Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf($"a{i}", Length)));
        }
    }
}
