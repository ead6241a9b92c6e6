using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Several bundles, and bundles mounted while others ask.</summary>
public class CatalogTests
{
    private const long Budget = 4 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_patch_bundle_answers_for_an_id_at_once_and_stays_when_the_old_copy_goes()
    {
        using TestWorld old = new TestWorld().Add("a", 1000, Vector3.Zero).AddMany("f", 60, 100_000).Write();
        using TestWorld patch = new TestWorld().Add("a", 2000, Vector3.Zero).Write();
        using var run = new VirtualRun(old, o => o.MemoryBudgetBytes = Budget);
        AssetHandle first = run.Request("a");
        run.RunUntilAllEnded();
        run.Runtime.Open(patch.Path);
        Assert.False(run.Runtime.TryGet(AssetId.FromName("a"), out _), "the outdated copy is not served by id");
        AssetHandle second = run.Request("a");
        run.RunUntilAllEnded();
        run.AssertServes(second, "a", 2000);
        run.Runtime.Release(first);
        for (int i = 0; i < 60; i++)
        {
            run.Runtime.Release(run.Request($"f{i}"));
            AssetHandle filler = run.Request($"f{i}");
            run.RunUntilAllEnded();
            run.Runtime.Release(filler);
            run.Runtime.TryGet(second, out _);
        }

        Assert.False(run.Runtime.TryGet(first, out _));
        if (run.Runtime.TryGet(second, out _))
        {
            Assert.True(run.Runtime.TryGet(AssetId.FromName("a"), out AssetData data), "the new copy is found by its id");
            Assert.Equal(2000, data.Bytes.Length);
        }
    }

    [Fact]
    public void Ids_can_be_asked_for_while_their_bundle_is_being_mounted()
    {
        using TestWorld first = new TestWorld().Add("x", 10).Write();
        using TestWorld second = new TestWorld(s_raw).AddMany("a", 20_000, 10).Write();
        AssetId last = AssetId.FromName("a0");
        for (int round = 0; round < 20; round++)
        {
            using var run = new VirtualRun(first);
            Exception? thrown = null;
            bool stop = false;
            var player = new Thread(() =>
            {
                try
                {
                    while (!Volatile.Read(ref stop))
                    {
                        run.Runtime.Request(last, new Demand(), out _);
                    }
                }
                catch (Exception exception)
                {
                    thrown = exception;
                }
            });
            player.Start();
            run.Runtime.Open(second.Path);
            Volatile.Write(ref stop, true);
            player.Join();
            Assert.Null(thrown);
        }
    }
}
