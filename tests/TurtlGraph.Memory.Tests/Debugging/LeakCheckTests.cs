using Xunit.Sdk;

namespace TurtlGraph.Memory.Tests;

public unsafe class LeakCheckTests
{
    [Fact]
    public void A_test_that_gives_everything_back_passes()
    {
        using var check = new LeakCheck();
        using var heap = check.Heap();
        using var pool = check.Pool(64);
        heap.Free(heap.Allocate(10));
        Assert.True(pool.TryRent(out var slot));
        pool.Return(slot);
    }

    [Fact]
    public void A_test_that_leaks_fails_and_names_the_place()
    {
        var failure = Assert.Throws<XunitException>(() =>
        {
            using var check = new LeakCheck();
            using var heap = check.Heap();
            using var pool = check.Pool(64);
            Forget(heap, pool);
        });
        Assert.StartsWith("2 leaks", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'test heap' leaked 10 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'test pool' leaked 64 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Forget), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_allocators_hold_that_nobody_disposes_is_found_with_its_place()
    {
        var check = new LeakCheck();
        using var heap = check.Heap();
        using var pool = check.Pool(64);
        using var arena = new Arena(new ArenaOptions { Name = "level", Guards = check.Guards, Profile = check.Profile });
        arena.Allocate(30);
        Forget(heap, pool);
        var live = check.Profile.FindLive();
        Assert.Equal([("level", 30L), ("test heap", 10L), ("test pool", 64L)], live.Select(leak => (leak.Owner, leak.Bytes)).Order());
        Assert.Contains(live, leak => leak.Stack.Contains(nameof(Forget), StringComparison.Ordinal));
        Assert.Empty(check.Profile.Leaks);
        arena.Reset();
        heap.Dispose();
        pool.Dispose();
        Assert.Empty(check.Profile.FindLive());
        Assert.Equal(2, check.Profile.Leaks.Count);
    }

    private static void Forget(NativeHeap heap, NativePool pool)
    {
        heap.Allocate(10);
        Assert.True(pool.TryRent(out _));
    }
}
