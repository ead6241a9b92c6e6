using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Payloads that move so that a budget never fails only because free memory is scattered.</summary>
public class CompactionTests
{
    private const long Budget = 4 << 20;
    private const int Small = 64 << 10;
    private const int SmallCount = 47;
    private const int Big = 1 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void An_asset_whose_bytes_are_free_but_scattered_is_loaded_and_nothing_is_evicted()
    {
        using TestWorld world = SmallOnes().Add("big", Big, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle[] held = Scatter(run);
        Assert.True(run.Runtime.State.Payloads.FreeBytes > Big && run.Runtime.State.Payloads.LargestFreeBytes < Big);
        Assert.True(run.Runtime.Pin(held[3]));
        Assert.True(run.Runtime.TryGet(held[3], out AssetData pinned));
        long evictions = run.Metrics.Evictions;
        AssetHandle big = run.Request("big", Urgency.Critical);
        run.RunUntilAllEnded(seconds: 5);
        run.AssertServes(big, "big", Big);
        AssertHeld(run, held);
        Assert.True(run.Runtime.TryGet(held[3], out AssetData still));
        Assert.True(still.Bytes == pinned.Bytes, "what is pinned has not moved");
        Assert.Equal(evictions, run.Metrics.Evictions);
        Assert.Equal(1, run.Metrics.Compactions);
        Assert.Equal(run.Metrics.Moves * Small, run.Metrics.MovedBytes);
        Assert.InRange(run.Metrics.Moves, 1, Big / Small);
        Assert.Equal(run.Metrics.Moves, Read(run.Runtime.Trace).Count(e => e.Kind == TraceKind.Moved && e.Detail == Small));
        run.Step(200);
        AssertNothingLeft(run);
    }

    [Fact]
    public void Without_compaction_it_would_have_failed_or_evicted()
    {
        using TestWorld world = SmallOnes().Add("big", Big, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.CompactionBytesPerFrame = 0; o.AdmissionTimeout = TimeSpan.FromSeconds(1); });
        AssetHandle[] held = Scatter(run);
        long evictions = run.Metrics.Evictions;
        AssetHandle big = run.Request("big", Urgency.Critical);
        run.RunUntilAllEnded(seconds: 5);
        Assert.True(run.Runtime.Status(big) == RequestStatus.Failed || run.Metrics.Evictions > evictions);
        Assert.Equal(0, run.Metrics.Moves);
        Assert.NotEmpty(held);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    [InlineData(Small)]
    public void No_more_bytes_are_copied_in_a_frame_than_the_option_allows(int bytesPerFrame)
    {
        using TestWorld world = SmallOnes().Add("big", 4 * Small, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.CompactionBytesPerFrame = bytesPerFrame; });
        AssetHandle[] held = Scatter(run);
        AssetHandle big = run.Request("big", Urgency.Critical);
        int frames = 0;
        while (run.Metrics.Moves == 0 && frames++ < 100)
        {
            run.Step();
        }

        Assert.Equal(bytesPerFrame > 1, run.Metrics.Moves > 0);
        Assert.True(frames >= Math.Min(100, Small / bytesPerFrame), $"{frames} frames");
        AssertHeld(run, held);
        run.Runtime.Release(big);
        run.Step(60);
        AssertNothingLeft(run);
    }

    [Fact]
    public void When_a_block_fits_nowhere_else_the_window_is_slid_together_without_a_read()
    {
        using TestWorld world = LargeOnes().Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle[] held = ScatterLarge(run);
        long loaded = run.Metrics.AssetsLoaded;
        long evictions = run.Metrics.Evictions;
        AssetHandle late = run.Request("late", Urgency.Critical);
        run.RunUntilAllEnded(seconds: 5);
        run.AssertServes(late, "late", 500_000);
        run.Step(30);
        AssertLarge(run, held);
        Assert.Equal(1, run.Metrics.Compactions);
        Assert.Equal(loaded + 1, run.Metrics.AssetsLoaded);
        Assert.Equal(evictions, run.Metrics.Evictions);
        AssertNothingLeft(run);
    }

    [Fact]
    public void An_asset_that_is_asked_for_while_it_slides_becomes_ready_when_it_is_back()
    {
        using TestWorld world = LargeOnes().Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.GraceFrames = 8; o.CompactionBytesPerFrame = 100_000; });
        AssetHandle[] held = ScatterLarge(run);
        run.Request("late", Urgency.Critical);
        int frames = 0;
        while (Array.TrueForAll(held, h => run.Runtime.Status(h) == RequestStatus.Ready))
        {
            run.Step();
            Assert.True(frames++ < 200, "a slide begins");
        }

        int gone = Array.FindIndex(held, h => run.Runtime.Status(h) == RequestStatus.Evicted);
        AssetHandle again = run.Request($"x{gone}", Urgency.Critical);
        run.Step(2);
        Assert.Equal(RequestStatus.Pending, run.Runtime.Status(again));
        run.RunUntilAllEnded(seconds: 5);
        run.AssertServes(again, $"x{gone}", 830_000);
        AssertLarge(run, held);
    }

    [Fact]
    public void When_everything_in_the_way_is_pinned_the_request_ends_in_bounded_time_and_all_stays()
    {
        using TestWorld world = LargeOnes().Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); });
        AssetHandle[] held = ScatterLarge(run);
        Array.ForEach(held, h => Assert.True(run.Runtime.Pin(h)));
        AssetHandle late = run.Request("late", Urgency.Critical);
        run.RunUntilAllEnded(seconds: 10);
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(late));
        Assert.Equal(0, run.Metrics.Moves);
        AssertLarge(run, held);
    }

    [Fact]
    public unsafe void A_pin_taken_after_the_move_keeps_the_place_that_was_read_before_it()
    {
        using TestWorld world = SmallOnes().Add("big", Big, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle[] held = Scatter(run);
        byte*[] places = new byte*[held.Length];
        for (int i = 0; i < held.Length; i++)
        {
            places[i] = AddressOf(run, held[i]);
        }

        AssetHandle big = run.Request("big", Urgency.Critical);
        while (run.Metrics.Moves == 0)
        {
            run.Step();
        }

        int moved = Enumerable.Range(0, held.Length).First(i => AddressOf(run, held[i]) != places[i]);
        Assert.True(run.Runtime.Pin(held[moved]));
        run.Step(60);
        Assert.True(new ReadOnlySpan<byte>(places[moved], Small).SequenceEqual(TestWorld.ContentOf($"a{2 * moved}", Small)), "the old place is kept");
        Assert.Equal(RequestStatus.Pending, run.Runtime.Status(big));
        Assert.True(run.Runtime.Unpin(held[moved]));
        run.RunUntilAllEnded(seconds: 5);
        run.AssertServes(big, "big", Big);
        AssertHeld(run, held);
    }

    [Fact]
    public void A_request_that_is_given_up_while_room_is_made_leaves_nothing_behind()
    {
        using TestWorld world = SmallOnes().Add("big", Big, Vector3.Zero).Write();
        for (int after = 1; after < 14; after++)
        {
            using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.CompactionBytesPerFrame = 100_000; });
            AssetHandle[] held = Scatter(run);
            AssetHandle big = run.Request("big", Urgency.Critical);
            run.Step(after);
            run.Runtime.Release(big);
            run.Step(200);
            AssertHeld(run, held);
            AssertNothingLeft(run);
            Assert.Equal(run.Metrics.ResidentBytes, run.Metrics.MemoryBytes);
        }
    }

    [Fact]
    public void A_closure_of_which_several_members_find_no_block_is_loaded_as_a_whole()
    {
        using TestWorld world = SmallOnes().Add("b0", 300_000, Vector3.Zero).Add("b1", 400_000, Vector3.Zero)
            .Add("root", 200_000, Vector3.Zero, depends: ["b0", "b1"]).Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle[] held = Scatter(run);
        long evictions = run.Metrics.Evictions;
        AssetHandle root = run.Request("root", Urgency.Critical);
        run.RunUntilAllEnded(seconds: 5);
        run.AssertServes(root, "root", 200_000);
        Assert.Equal(3, run.Metrics.Compactions);
        Assert.Equal(evictions, run.Metrics.Evictions);
        AssertHeld(run, held);
    }

    [Fact]
    public void The_same_run_moves_the_same_payloads()
    {
        using TestWorld world = SmallOnes().Add("big", Big, Vector3.Zero).Write();
        ulong[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.CompactionBytesPerFrame = 50_000; });
            Scatter(run);
            run.Request("big", Urgency.Critical);
            run.RunUntilAllEnded(seconds: 5);
            Assert.True(run.Metrics.Moves > 0);
            return run.Runtime.Trace.Hash;
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }

    private static TestWorld SmallOnes() => new TestWorld(s_raw).AddMany("a", SmallCount, Small, spacing: 1);

    private static TestWorld LargeOnes()
    {
        TestWorld world = new(s_raw);
        for (int i = 0; i < 4; i++)
        {
            world.Add($"x{i}", 830_000, Vector3.Zero).Add($"s{i}", 130_000, Vector3.Zero);
        }

        return world.Add("late", 500_000, Vector3.Zero);
    }

    /// <summary>Loads small assets side by side and takes every second one away; the others are held.</summary>
    private static AssetHandle[] Scatter(VirtualRun run)
    {
        AssetHandle[] all = [.. Enumerable.Range(0, SmallCount).Select(i => LoadOne(run, $"a{i}"))];
        for (int i = 1; i < SmallCount; i += 2)
        {
            Evict(run, all[i], $"a{i}");
        }

        run.Step(10);
        return [.. all.Where((_, i) => i % 2 == 0)];
    }

    private static AssetHandle[] ScatterLarge(VirtualRun run)
    {
        var held = new List<AssetHandle>();
        var between = new List<AssetHandle>();
        for (int i = 0; i < 3; i++)
        {
            between.Add(LoadOne(run, $"s{i}"));
            held.Add(LoadOne(run, $"x{i}"));
        }

        between.Add(LoadOne(run, "s3"));
        for (int i = 0; i < between.Count; i++)
        {
            Evict(run, between[i], $"s{i}");
        }

        run.Step(10);
        return [.. held];
    }

    private static AssetHandle LoadOne(VirtualRun run, string name)
    {
        AssetHandle handle = run.Request(name, Urgency.Critical);
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle));
        return handle;
    }

    private static void Evict(VirtualRun run, AssetHandle handle, string name)
    {
        run.Runtime.Release(handle);
        run.Step();
        Assert.True(run.Runtime.State.Catalog.TryFind(AssetId.FromName(name), out int asset));
        Assert.True(run.Runtime.State.Catalog[asset].State == AssetState.Grace || run.Runtime.State.Residents.TryEvict(asset));
    }

    private static void AssertNothingLeft(VirtualRun run)
    {
        Assert.Equal(0, run.Metrics.ReservedBytes + run.Metrics.GraceBytes);
        Assert.Equal(0, run.Runtime.State.Payloads.HeldBytes);
        Assert.Equal(0, run.Runtime.State.Compactor.Bytes);
    }

    private static void AssertHeld(VirtualRun run, AssetHandle[] held)
    {
        for (int i = 0; i < held.Length; i++)
        {
            run.AssertServes(held[i], $"a{2 * i}", Small);
        }
    }

    private static void AssertLarge(VirtualRun run, AssetHandle[] held)
    {
        for (int i = 0; i < held.Length; i++)
        {
            run.AssertServes(held[i], $"x{i}", 830_000);
        }
    }

    private static unsafe byte* AddressOf(VirtualRun run, AssetHandle handle)
    {
        Assert.True(run.Runtime.TryGet(handle, out AssetData data));
        fixed (byte* start = data.Bytes)
        {
            return start;
        }
    }

    private static List<TraceEvent> Read(DecisionTrace trace)
    {
        var events = new List<TraceEvent>();
        while (trace.TryRead(out TraceEvent item))
        {
            events.Add(item);
        }

        return events;
    }
}
