using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming.Tests;

public class AllocationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void A_warm_frame_with_requests_reads_evictions_and_predictions_allocates_no_managed_byte(int compressedTierBytes)
    {
        if (MemoryGuards.Default.Enabled)
        {
            // The ledger of the guards keeps managed records.
            return;
        }

        using TestWorld world = new TestWorld().AddMany("a", 400, 20_000, spacing: 5).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = 5 << 20; o.CompressedTierBytes = compressedTierBytes; o.Predictor = "spatial"; }, device: new DeviceModel { BytesPerSecond = 50e6 });
        AssetId[] ids = [.. Enumerable.Range(0, 400).Select(i => AssetId.FromName($"a{i}"))];
        var held = new AssetHandle[24];
        var viewers = new Viewer[1];
        Fly(frames: 600);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long evictions = run.Metrics.Evictions;
        Fly(frames: 600);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(run.Metrics.Evictions > evictions, "the measured frames evict");
        Assert.Equal(compressedTierBytes > 0, run.Metrics.CompressionsTaken > 0);

        void Fly(int frames)
        {
            for (int frame = 0; frame < frames; frame++)
            {
                viewers[0] = new Viewer(new Vector3((frame * 3) % 2000, 0, 0), Vector3.UnitX);
                int slot = frame % held.Length;
                if (!held[slot].IsNone)
                {
                    run.Runtime.TryGet(held[slot], out _);
                    run.Runtime.Release(held[slot]);
                }

                run.Runtime.Request(ids[frame % ids.Length], new Demand(), out held[slot]);
                run.Runtime.Update(viewers, VirtualRun.FrameSeconds);
                run.Clock.Advance(VirtualRun.FrameSeconds);
            }
        }
    }
}
