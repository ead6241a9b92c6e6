namespace TurtlGraph.Memory.Tests;

public unsafe class DisposedAllocatorTests
{
    private static readonly Dictionary<string, Action<MemoryProfile>> s_uses = new()
    {
        ["arena"] = profile =>
        {
            using var arena = new Arena(new ArenaOptions { Profile = profile });
            arena.Allocate(5 << 20);
            arena.Reset();
            arena.Trim();
            arena.Allocate(100);
        },
        ["frame arena"] = profile =>
        {
            using var arenas = new FrameArena(new ArenaOptions { Profile = profile });
            arenas.Current.Allocate(3 << 20);
            arenas.NextFrame();
            arenas.Current.Allocate(100);
        },
        ["payload arena"] = profile =>
        {
            using var arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = 8 << 20, Profile = profile });
            Assert.True(arena.TryAllocate(1 << 20, out _));
        },
        ["pool"] = profile =>
        {
            using var pool = new NativePool(64, new NativePoolOptions { Profile = profile });
            Assert.True(pool.TryRent(out _));
        },
        ["heap"] = profile =>
        {
            using var heap = new NativeHeap(new NativeHeapOptions { Profile = profile });
            heap.Free(heap.Allocate(1000));
        },
        ["large array"] = profile => new NativeArray<long>(100_000, new CollectionOptions { Profile = profile }).Dispose(),
        ["small array"] = profile => new NativeArray<byte>(100, new CollectionOptions { Profile = profile }).Dispose(),
        ["list"] = profile =>
        {
            using var list = new NativeList<int>(1 << 20, new CollectionOptions { Profile = profile });
            list.AddUninitialized(100_000);
        },
        ["ring"] = profile => new BoundedRing<long>(1000, new CollectionOptions { Profile = profile }).Dispose(),
        ["slot numbers"] = profile => new SlotPool(1000, new CollectionOptions { Profile = profile }).Dispose(),
    };

    public static TheoryData<string> Kinds => [.. s_uses.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_disposed_allocator_holds_nothing_and_its_peak_stays(string kind)
    {
        var profile = new MemoryProfile();

        s_uses[kind](profile);

        var snapshot = profile.Snapshot();
        Assert.Equal((0, 0), (snapshot.Total.CommittedBytes, profile.CommittedBytes));
        Assert.Equal(0, snapshot.Total.CurrentBytes);
        Assert.True(snapshot.Total.PeakCommittedBytes > 0, "it had memory while it lived");
        foreach (var owner in snapshot.Owners)
        {
            Assert.True(owner.Figures.CommittedBytes == 0, $"{owner.Name} still holds {owner.Figures.CommittedBytes}");
        }
    }
}
