using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

public class RequestTests
{
    [Fact]
    public void A_requested_asset_becomes_ready_with_its_own_bytes()
    {
        using TestWorld world = new TestWorld().AddMany("a", 20, 5000).Write();
        using var run = new VirtualRun(world);
        AssetHandle[] handles = [.. Enumerable.Range(0, 20).Select(i => run.Request($"a{i}"))];
        Assert.All(handles, h => Assert.Equal(RequestStatus.Pending, run.Runtime.Status(h)));
        run.RunUntilAllEnded();
        for (int i = 0; i < handles.Length; i++)
        {
            Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handles[i]));
            run.AssertServes(handles[i], $"a{i}", 5000);
        }
    }

    [Fact]
    public void An_unknown_asset_is_refused_at_once()
    {
        using TestWorld world = new TestWorld().Add("known", 10).Write();
        using var run = new VirtualRun(world);
        Assert.Equal(RequestResult.UnknownAsset, run.Runtime.Request(AssetId.FromName("unknown"), new Demand(), out AssetHandle handle));
        Assert.True(handle.IsNone);
        Assert.Equal(RequestStatus.Stale, run.Runtime.Status(handle));
    }

    [Fact]
    public void Many_requests_for_one_asset_read_it_once_and_all_end_ready()
    {
        using TestWorld world = new TestWorld().Add("shared", 70_000).Write();
        using var run = new VirtualRun(world);
        AssetHandle[] handles = [.. Enumerable.Range(0, 100).Select(_ => run.Request("shared"))];
        run.RunUntilAllEnded();
        Assert.Equal(1, run.Metrics.ReadsSubmitted);
        Assert.Equal(100, run.Metrics.RequestsReady);
        Assert.All(handles, h => run.AssertServes(h, "shared", 70_000));
    }

    [Fact]
    public void A_parent_is_ready_only_when_its_whole_closure_is_resident()
    {
        using TestWorld world = new TestWorld()
            .Add("leaf", 400_000)
            .Add("middle", 1000, depends: "leaf")
            .Add("root", 1000, depends: "middle")
            .Write();
        using var run = new VirtualRun(world, device: new IO.DeviceModel { BytesPerSecond = 2e6 });
        AssetHandle handle = run.Request("root");
        while (run.Runtime.Status(handle) == RequestStatus.Pending)
        {
            run.Step();
        }

        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle));
        Assert.True(run.Runtime.TryGet(AssetId.FromName("leaf"), out _));
        Assert.True(run.Runtime.TryGet(AssetId.FromName("middle"), out _));
        Assert.Equal(3, run.Metrics.AssetsLoaded);
    }

    [Fact]
    public void Cycles_self_loops_and_missing_targets_end_ready()
    {
        using TestWorld world = new TestWorld()
            .Add("a", 100, depends: ["b", "a", "nowhere"])
            .Add("b", 100, depends: "a")
            .Write();
        using var run = new VirtualRun(world);
        AssetHandle a = run.Request("a");
        AssetHandle b = run.Request("b");
        run.RunUntilAllEnded();
        run.AssertServes(a, "a", 100);
        run.AssertServes(b, "b", 100);
    }

    [Fact]
    public void A_cancelled_request_ends_cancelled_and_reads_nothing_further()
    {
        using TestWorld world = new TestWorld().AddMany("a", 50, 100_000).Write();
        using var run = new VirtualRun(world, o => o.MaxBytesInFlight = 500_000, device: new IO.DeviceModel { BytesPerSecond = 1e6, Channels = 1 });
        AssetHandle[] handles = [.. Enumerable.Range(0, 50).Select(i => run.Request($"a{i}"))];
        run.Step(3);
        Assert.All(handles, h => Assert.Equal(RequestResult.Accepted, run.Runtime.Cancel(h)));
        run.Step(2);
        Assert.All(handles, h => Assert.Equal(RequestStatus.Cancelled, run.Runtime.Status(h)));
        run.Step(600);
        Assert.Equal(0, run.Metrics.ReservedBytes);
        Assert.Equal(0, run.Metrics.ReadsInFlight);
        Assert.True(run.Metrics.BytesRead < 50 * 100_000 / 2, $"most reads were given up, {run.Metrics.BytesRead} bytes were read");
        Assert.Equal(0, run.Metrics.RequestsOpen);
    }

    [Fact]
    public void One_of_two_requests_can_be_cancelled_without_harm_to_the_other()
    {
        using TestWorld world = new TestWorld().Add("a", 5000).Write();
        using var run = new VirtualRun(world);
        AssetHandle first = run.Request("a");
        AssetHandle second = run.Request("a");
        run.Runtime.Cancel(first);
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Cancelled, run.Runtime.Status(first));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(second));
        run.AssertServes(second, "a", 5000);
    }

    [Fact]
    public void An_asset_cancelled_and_requested_again_becomes_ready()
    {
        using TestWorld world = new TestWorld().Add("child", 3000).Add("a", 5000, depends: "child").Write();
        using var run = new VirtualRun(world, device: new IO.DeviceModel { BytesPerSecond = 1e5 });
        for (int round = 0; round < 20; round++)
        {
            AssetHandle handle = run.Request("a");
            run.Step(round % 4);
            run.Runtime.Release(handle);
            run.Step(round % 3);
        }

        AssetHandle last = run.Request("a");
        run.RunUntilAllEnded();
        run.AssertServes(last, "a", 5000);
    }

    [Fact]
    public void Asking_and_cancelling_for_ever_does_not_make_the_books_grow()
    {
        using TestWorld world = new TestWorld().Add("texture", 300_000).Add("a", 5000, depends: "texture").Add("b", 5000, depends: "texture").Write();
        using var run = new VirtualRun(world, device: new IO.DeviceModel { BytesPerSecond = 1e3 });
        run.Request("b");
        for (int round = 0; round < 500; round++)
        {
            AssetHandle handle = run.Request("a");
            run.Step();
            run.Runtime.Release(handle);
            run.Step();
        }

        Assert.True(run.Runtime.State.Requests.InterestPoolSize < 16, $"{run.Runtime.State.Requests.InterestPoolSize} interests");
    }

    [Fact]
    public void A_released_handle_is_stale_and_never_names_another_asset()
    {
        using TestWorld world = new TestWorld().Add("first", 100).Add("second", 100).Write();
        using var run = new VirtualRun(world, o => o.MaxHandles = 1);
        AssetHandle old = run.Request("first");
        run.RunUntilAllEnded();
        Assert.Equal(RequestResult.NoHandleLeft, run.Runtime.Request(AssetId.FromName("second"), new Demand(), out _));
        run.Runtime.Release(old);
        run.Step();
        AssetHandle fresh = run.Request("second");
        run.RunUntilAllEnded();
        Assert.Equal((int)(uint)old.Value, (int)(uint)fresh.Value);
        Assert.NotEqual(old, fresh);
        Assert.False(run.Runtime.TryGet(old, out _));
        Assert.False(run.Runtime.Pin(old));
        Assert.Equal(RequestStatus.Stale, run.Runtime.Status(old));
        Assert.Equal(RequestResult.StaleHandle, run.Runtime.Release(old));
        run.AssertServes(fresh, "second", 100);
    }

    [Fact]
    public void A_handle_released_twice_gives_back_one_slot()
    {
        using TestWorld world = new TestWorld().AddMany("a", 3, 100).Write();
        using var run = new VirtualRun(world, o => o.MaxHandles = 2);
        AssetHandle first = run.Request("a0");
        run.Runtime.Release(first);
        run.Runtime.Release(first);
        run.Step();
        run.Request("a1");
        run.Request("a2");
        Assert.Equal(RequestResult.NoHandleLeft, run.Runtime.Request(AssetId.FromName("a0"), new Demand(), out _));
        run.RunUntilAllEnded();
    }

    [Fact]
    public void A_full_submit_queue_is_back_pressure_and_loses_nothing()
    {
        using TestWorld world = new TestWorld().AddMany("a", 100, 100).Write();
        using var run = new VirtualRun(world, o => o.SubmitQueueLength = 16);
        var waiting = new Queue<int>(Enumerable.Range(0, 100));
        int refused = 0;
        while (waiting.Count > 0)
        {
            RequestResult result = run.Runtime.Request(AssetId.FromName($"a{waiting.Peek()}"), new Demand(), out _);
            if (result == RequestResult.Accepted)
            {
                waiting.Dequeue();
            }
            else
            {
                Assert.Equal(RequestResult.QueueFull, result);
                refused++;
                run.Step();
            }
        }

        run.RunUntilAllEnded();
        Assert.True(refused > 0);
        Assert.Equal(100, run.Metrics.RequestsReady);
    }

    [Fact]
    public void The_nearest_asset_is_read_first()
    {
        using TestWorld world = new TestWorld(new BundleBuilderOptions { Codec = BundleCodecChoice.None }).AddMany("a", 40, 50_000, spacing: 30).Write();
        using var run = new VirtualRun(world, o => { o.MaxReadsInFlight = 1; o.MaxCoalescedReadBytes = 1; }, device: new IO.DeviceModel { BytesPerSecond = 1e7, Channels = 1 });
        run.MoveTo(new Vector3(39 * 30, 0, 0), -Vector3.UnitX);
        for (int i = 0; i < 40; i++)
        {
            run.Request($"a{i}");
        }

        run.RunUntilAllEnded();
        var order = new List<AssetId>();
        while (run.Runtime.Trace.TryRead(out TraceEvent item))
        {
            if (item.Kind == TraceKind.Loaded)
            {
                order.Add(item.Asset);
            }
        }

        Assert.Equal(Enumerable.Range(0, 40).Reverse().Select(i => AssetId.FromName($"a{i}")), order);
    }

    [Fact]
    public void Disposing_ends_open_requests_as_cancelled()
    {
        using TestWorld world = new TestWorld().AddMany("a", 10, 100_000).Write();
        var run = new VirtualRun(world, device: new IO.DeviceModel { BytesPerSecond = 1e4 });
        for (int i = 0; i < 10; i++)
        {
            run.Request($"a{i}");
        }

        run.Step(2);
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Runtime.Update([], 0.1));
    }
}
