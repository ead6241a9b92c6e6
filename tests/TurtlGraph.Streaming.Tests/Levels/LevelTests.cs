using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Assets that show the same thing in other detail.</summary>
public class LevelTests
{
    private const long Budget = 4 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_coarser_resident_level_is_served_while_the_finer_loads()
    {
        using TestWorld world = new TestWorld(s_raw).AddLevel("fine", 500_000, "house", 0, Vector3.Zero).AddLevel("middle", 50_000, "house", 1, Vector3.Zero)
            .AddLevel("coarse", 5_000, "house", 3, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget, device: new DeviceModel { BytesPerSecond = 2e6 });
        AssetHandle coarse = run.Request("coarse");
        run.RunUntilAllEnded();
        AssetHandle fine = run.Request("fine");
        run.Runtime.Release(coarse);
        run.Step(3);
        Assert.Equal(RequestStatus.Pending, run.Runtime.Status(fine));
        AssertBest(run, fine, "coarse", 2);
        run.RunUntilAllEnded();
        AssertBest(run, fine, "fine", 0);
    }

    [Theory]
    [InlineData("coarse", "fine", 1)]
    [InlineData("fine", "coarse", -1)]
    public void Detail_does_not_disappear_before_its_replacement_is_resident(string shown, string wanted, int coarserBy)
    {
        TestWorld builder = new TestWorld(s_raw).AddLevel("fine", 300_000, "house", 0, Vector3.Zero).AddLevel("coarse", 100_000, "house", 1, Vector3.Zero);
        for (int i = 0; i < 40; i++)
        {
            builder.Add($"other{i}", 200_000, Vector3.Zero);
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(
            world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); o.ThrashGuard = TimeSpan.Zero; o.ReadTimeout = TimeSpan.FromSeconds(30); },
            new FaultPlan { Script = new Dictionary<long, FaultKind> { [1] = FaultKind.Slow }, Delay = TimeSpan.FromSeconds(4) });
        AssetHandle before = run.Request(shown);
        run.RunUntilAllEnded();
        AssetHandle after = run.Request(wanted);
        run.Step(3);
        run.Runtime.Release(before);

        // All memory is asked for over and over meanwhile.
        for (int i = 0; i < 200; i++)
        {
            AssetHandle other = run.Request($"other{i % 40}", Urgency.Critical);
            run.Step();
            Assert.Equal(RequestStatus.Pending, run.Runtime.Status(after));
            AssertBest(run, after, shown, coarserBy);
            run.Runtime.Release(other);
        }

        Assert.True(run.Metrics.Evictions > 50, "the others push each other out");
        run.RunUntilAllEnded();
        AssertBest(run, after, wanted, 0);
    }

    [Fact]
    public void Under_pressure_finer_levels_go_so_that_everything_can_be_seen()
    {
        TestWorld builder = new TestWorld(s_raw);
        for (int i = 0; i < 30; i++)
        {
            builder.AddLevel($"fine{i}", 300_000, $"thing{i}", 0, Vector3.Zero).AddLevel($"coarse{i}", 30_000, $"thing{i}", 1, Vector3.Zero);
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(3); });
        var coarse = new List<AssetHandle>();
        var fine = new List<AssetHandle>();
        for (int i = 0; i < 30; i++)
        {
            coarse.Add(run.Request($"coarse{i}", Urgency.High));
            fine.Add(run.Request($"fine{i}", Urgency.High));
            run.Step(10);
        }

        run.RunUntilAllEnded();
        Assert.All(coarse, handle => Assert.True(run.Runtime.TryGet(handle, out _), "every thing can be seen"));
        Assert.InRange(fine.Count(handle => run.Runtime.TryGet(handle, out _)), 4, 11);
        Assert.Equal(0, run.Metrics.RequestsFailed);
        Assert.All(fine, handle => Assert.True(run.Runtime.Status(handle) is RequestStatus.Ready or RequestStatus.Evicted or RequestStatus.Degraded));
        Assert.Contains(fine, handle => run.Runtime.Status(handle) != RequestStatus.Ready);
        Assert.All(fine, handle => Assert.True(run.Runtime.TryGetBest(handle, out _, out _)));
        Assert.Equal(run.Metrics.RequestsDegraded, fine.Count(handle => run.Runtime.Status(handle) == RequestStatus.Degraded));
    }

    [Fact]
    public void A_degraded_handle_holds_its_coarser_level_until_it_is_released()
    {
        using TestWorld world = new TestWorld(s_raw).AddLevel("fine", 900_000, "thing", 0, Vector3.Zero).AddLevel("coarse", 30_000, "thing", 1, Vector3.Zero)
            .Add("wall0", 1_200_000, Vector3.Zero).Add("wall1", 1_200_000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); });
        AssetHandle coarse = run.Request("coarse");
        AssetHandle[] walls = [run.Request("wall0", Urgency.Critical), run.Request("wall1", Urgency.Critical)];
        run.RunUntilAllEnded();
        Assert.True(run.Runtime.Pin(walls[0]) && run.Runtime.Pin(walls[1]));
        AssetHandle fine = run.Request("fine", Urgency.High);
        run.RunUntilAllEnded(20);
        run.Runtime.Release(coarse);
        run.Step(60);
        Assert.Equal(RequestStatus.Degraded, run.Runtime.Status(fine));
        Assert.Equal((1, 0), (run.Metrics.RequestsDegraded, run.Metrics.RequestsFailed));
        AssertBest(run, fine, "coarse", 1);
        Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName("coarse"), out int asset));
        Assert.Equal(1, run.Runtime.State.Catalog[asset].Holds);
        run.Runtime.Release(fine);
        run.Step();
        Assert.Equal(0, run.Runtime.State.Catalog[asset].Holds);
    }

    [Fact]
    public void A_tile_is_shown_by_the_nearest_of_the_next_coarser_level()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 8; i++)
        {
            builder.AddLevel($"l0/{i}", 1000, "ground", 0, new Vector3((i * 10) + 5, 0, 0));
        }

        using TestWorld world = builder.AddLevel("l1/0", 1000, "ground", 1, new Vector3(20, 0, 0)).AddLevel("l1/1", 1000, "ground", 1, new Vector3(60, 0, 0))
            .AddLevel("l2", 1000, "ground", 2, new Vector3(40, 0, 0)).AddLevel("alone", 1000, "tower", 0, Vector3.Zero).Write();
        using var run = new VirtualRun(world);
        run.Request("l1/0");
        run.Request("l2");
        run.RunUntilAllEnded();
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(RequestResult.Accepted, run.Runtime.Request(AssetId.FromName($"l0/{i}"), new Demand(), out AssetHandle tile));
            AssertBest(run, tile, i < 4 ? "l1/0" : "l2", i < 4 ? 1 : 2);
        }
    }

    [Fact]
    public void Levels_can_be_told_at_run_time_and_misuse_is_refused()
    {
        using TestWorld world = new TestWorld(s_raw).Add("a", 1000, Vector3.Zero).Add("b", 1000, Vector3.Zero).Add("c", 1000, Vector3.Zero).Write();
        using var run = new VirtualRun(world);
        AssetId a = AssetId.FromName("a"), b = AssetId.FromName("b"), c = AssetId.FromName("c");
        Assert.Throws<ArgumentException>(() => run.Runtime.SetLevels([a]));
        Assert.Throws<ArgumentException>(() => run.Runtime.SetLevels([a, a]));
        Assert.Throws<ArgumentException>(() => run.Runtime.SetLevels([a, AssetId.FromName("nobody")]));
        run.Runtime.SetLevels([a, b]);
        Assert.Throws<ArgumentException>(() => run.Runtime.SetLevels([b, c]));
        run.Request("b");
        AssetHandle held = run.Request("c");
        run.RunUntilAllEnded();
        Assert.Throws<ArgumentException>(() => run.Runtime.SetLevels([c, AssetId.FromName("d")]));
        run.Runtime.Request(a, new Demand(), out AssetHandle fine);
        AssertBest(run, fine, "b", 1);
        Assert.False(run.Runtime.TryGetBest(AssetHandle.None, out _, out _));
        Assert.True(run.Runtime.TryGetBest(held, out _, out int coarserBy) && coarserBy == 0);
    }

    /// <summary>The law: what a held handle could show once, it can show until it is released, as long as its thing has a coarsest level that came first.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_can_be_seen_once_can_be_seen_until_it_is_released(int seed)
    {
        var random = new Random(seed);
        TestWorld builder = new TestWorld(s_raw);
        for (int i = 0; i < 40; i++)
        {
            var place = new Vector3(random.Next(300), 0, 0);
            builder.AddLevel($"t{i}/0", random.Next(100_000, 400_000), $"t{i}", 0, place, $"x{i % 7}").AddLevel($"t{i}/1", random.Next(20_000, 90_000), $"t{i}", 1, place)
                .AddLevel($"t{i}/2", random.Next(1, 9_000), $"t{i}", 2, place);
        }

        for (int i = 0; i < 7; i++)
        {
            builder.Add($"x{i}", 60_000, null);
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(2); o.MaxReadsInFlight = 6; });
        var held = new Dictionary<AssetHandle, bool>();
        for (int frame = 0; frame < 900; frame++)
        {
            run.MoveTo(new Vector3(frame % 300, 0, 0));
            int thing = random.Next(40);
            int level = random.Next(3);
            AssetHandle handle = run.Request($"t{thing}/{level}");
            held[handle] = false;
            run.Step();
            foreach ((AssetHandle seen, bool wasSeen) in held.ToArray())
            {
                bool isSeen = run.Runtime.TryGetBest(seen, out AssetData data, out int coarserBy);
                bool hasLess = isSeen && coarserBy > 0;
                Assert.True(isSeen || !wasSeen, $"frame {frame}: nothing is left to see");
                held[seen] = wasSeen || hasLess;
                Assert.True(!isSeen || data.Bytes.Length > 0);
            }

            if (held.Count > 25)
            {
                AssetHandle oldest = held.Keys.First();
                run.Runtime.Release(oldest);
                held.Remove(oldest);
            }
        }

        Assert.True(run.Metrics.Evictions > 100, $"{run.Metrics.Evictions} evictions");
        foreach (AssetHandle handle in held.Keys)
        {
            run.Runtime.Release(handle);
        }

        run.Step(300);
        for (int asset = 0; asset < run.Runtime.State.Catalog.Count; asset++)
        {
            Assert.False(run.Runtime.State.Levels.StandsIn(asset), "nothing is protected for ever");
        }
    }

    private static void AssertBest(VirtualRun run, AssetHandle handle, string name, int coarserBy)
    {
        Assert.True(run.Runtime.TryGetBest(handle, out AssetData data, out int found));
        Assert.Equal((AssetId.FromName(name), coarserBy), (data.Id, found));
    }
}
