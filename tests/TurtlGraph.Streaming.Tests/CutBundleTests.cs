using System.Diagnostics;
using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A real file, read by real threads, that somebody cuts or writes to while the runtime has it open.</summary>
public class CutBundleTests
{
    private const int Assets = 60;
    private const int Length = 20_000;
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(60);
    private static readonly Viewer[] s_viewers = [new Viewer(Vector3.Zero, Vector3.UnitX)];

    [UnixFact]
    public void Assets_behind_the_end_of_a_cut_bundle_fail_with_a_short_read_and_the_others_are_served()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        using AssetRuntime runtime = Runtime();
        Bundle bundle = runtime.Open(world.Path);
        int middle = bundle.PayloadOrder[Assets / 2];
        long end = bundle.Offsets[middle] + (bundle.StoredLengths[middle] / 2);
        using (FileStream file = File.Open(world.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(end);
        }

        AssetHandle[] handles = RequestAll(runtime);
        int served = 0;
        for (int i = 0; i < Assets; i++)
        {
            Assert.True(bundle.TryFind($"a{i}", out int entry));
            if (bundle.Offsets[entry] + bundle.StoredLengths[entry] <= end)
            {
                AssertServes(runtime, handles[i], i);
                served++;
            }
            else
            {
                Assert.Equal(RequestStatus.Failed, runtime.Status(handles[i]));
                Assert.Equal(FailureReason.ShortRead, runtime.Failure(handles[i]));
            }
        }

        Assert.Equal(Assets / 2, served);
    }

    [UnixFact]
    public void A_bundle_that_is_written_over_serves_no_wrong_byte()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        using AssetRuntime runtime = Runtime();
        runtime.Open(world.Path);
        using (FileStream file = File.Open(world.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[file.Length]);
        }

        AssetHandle[] handles = RequestAll(runtime);
        Assert.All(handles, handle => Assert.Equal(FailureReason.VerifyFailed, runtime.Failure(handle)));
    }

    [UnixFact]
    public void A_bundle_that_is_replaced_and_deleted_serves_what_was_opened()
    {
        using TestWorld world = new TestWorld().AddMany("a", Assets, Length).Write();
        using AssetRuntime runtime = Runtime();
        runtime.Open(world.Path);
        File.WriteAllBytes(world.Path + ".new", new byte[10]);
        File.Move(world.Path + ".new", world.Path, overwrite: true);
        File.Delete(world.Path);
        AssetHandle[] handles = RequestAll(runtime);
        for (int i = 0; i < Assets; i++)
        {
            AssertServes(runtime, handles[i], i);
        }
    }

    private static AssetRuntime Runtime() => new(new StreamingOptions
    {
        MemoryBudgetBytes = 16 << 20, MaxAssets = 1 << 12, Predictor = "none", RequestTimeout = TimeSpan.FromSeconds(30),
    });

    private static AssetHandle[] RequestAll(AssetRuntime runtime)
    {
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

        return handles;
    }

    private static void AssertServes(AssetRuntime runtime, AssetHandle handle, int asset)
    {
        Assert.Equal(RequestStatus.Ready, runtime.Status(handle));
        Assert.True(runtime.TryGet(handle, out AssetData data));
        Assert.True(data.Bytes.SequenceEqual(TestWorld.ContentOf($"a{asset}", Length)));
    }
}
