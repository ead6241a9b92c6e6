namespace TurtlGraph.Memory.Tests;

public unsafe class NativeCollectionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void An_array_is_zeroed_and_aligned(int length)
    {
        using var array = new NativeArray<int>(length);
        Assert.Equal(length, array.Length);
        Assert.Equal(length, array.Span.Length);
        Assert.Equal(0ul, (ulong)array.Pointer % (2 * CacheLine.Size));
        Assert.Equal(-1, array.Span.IndexOfAnyExcept(0));
        array.Span.Fill(3);
        if (length > 0)
        {
            array[length - 1]++;
            Assert.Equal(4, array.Pointer[length - 1]);
        }
    }

    [Fact]
    public void A_list_behaves_like_a_managed_list() => Law.HoldsForSteps(60, 400, steps =>
    {
        using var list = new NativeList<long>(100_000);
        var model = new List<long>();
        foreach (var step in steps)
        {
            var value = step / 8;
            switch (step % 8)
            {
                case 0 when model.Count > 0:
                    var index = value % model.Count;
                    model[index] = model[^1];
                    model.RemoveAt(model.Count - 1);
                    list.RemoveAtSwapBack(index);
                    break;
                case 1 when model.Count > 0:
                    Assert.Equal(model[^1], list.RemoveLast());
                    model.RemoveAt(model.Count - 1);
                    break;
                case 2 when value % 20 == 0:
                    list.Clear();
                    model.Clear();
                    break;
                case 3:
                    list.AddUninitialized(value % 100).Fill(value);
                    model.AddRange(Enumerable.Repeat((long)value, value % 100));
                    break;
                default:
                    list.Add(value);
                    model.Add(value);
                    break;
            }

            Assert.Equal(model.Count, list.Count);
        }

        Assert.True(list.Span.SequenceEqual(model.ToArray()));
    });

    [Fact]
    public void Growing_a_list_never_moves_an_element()
    {
        using var list = new NativeList<int>(10_000_000);
        list.Add(5);
        ref var first = ref list[0];
        var pointer = list.Pointer;
        for (var i = 0; i < 1_000_000; i++)
        {
            list.Add(i);
        }

        first = 6;
        Assert.Equal(6, list.Span[0]);
        Assert.True(pointer == list.Pointer);
    }

    [Fact]
    public void A_full_list_refuses()
    {
        using var list = new NativeList<int>(3);
        list.AddUninitialized(3);
        Assert.Throws<ArenaExhaustedException>(() => list.Add(1));
        Assert.Throws<ArenaExhaustedException>(() => list.EnsureCapacity(1));
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public void A_small_array_is_on_the_heap_and_a_large_one_has_pages_and_both_are_counted_exactly()
    {
        var profile = new MemoryProfile();
        var options = new CollectionOptions { Guards = MemoryGuards.Off, Name = "table", Profile = profile };
        using (var small = new NativeArray<int>(17, options))
        using (var large = new NativeArray<byte>(100_000, options))
        {
            var snapshot = profile.Snapshot();
            var heap = snapshot.Owner("table", MemoryTier.Heap).Figures;
            Assert.Equal((128, 128, 1), (heap.CurrentBytes, heap.CommittedBytes, heap.Allocations));
            var arena = snapshot.Owner("table", MemoryTier.Arena).Figures;
            Assert.Equal((100_032, PageSystem.Current.AlignToPage(100_000)), (arena.CurrentBytes, arena.CommittedBytes));
            Assert.Equal(-1, small.Span.IndexOfAnyExcept(0));
            small.Span.Fill(1);
        }

        var after = profile.Snapshot();
        Assert.Equal((0, 0), (after.Total.CurrentBytes, after.Total.CommittedBytes));
        Assert.Equal(100_160, after.Total.TotalBytes);
    }

    [Fact]
    public void A_list_counts_what_it_has_committed()
    {
        var profile = new MemoryProfile();
        using (var list = new NativeList<long>(1_000_000, new CollectionOptions { Guards = MemoryGuards.Off, Name = "rows", Profile = profile }))
        {
            Assert.Equal(0, profile.CommittedBytes);
            list.AddUninitialized(10_000);
            var figures = profile.Snapshot().Owner("rows", MemoryTier.Arena).Figures;
            Assert.Equal((128 << 10, 128 << 10), (figures.CurrentBytes, figures.CommittedBytes));
        }

        Assert.Equal(0, profile.CommittedBytes);
    }

    [Fact]
    public void Without_a_profile_collections_work_and_count_nothing()
    {
        var options = new CollectionOptions { Guards = MemoryGuards.Off, Profile = null, HugePages = HugePages.Explicit };
        using var small = new NativeArray<byte>(1, options);
        using var large = new NativeArray<byte>(8 << 20, options);
        using var list = new NativeList<int>(8 << 20, options);
        large.Span.Fill(1);
        list.AddUninitialized(4 << 20).Fill(small[0]);
        Assert.Equal(0, (long)large.Pointer % (2 << 20));
    }

    [Fact]
    public void A_full_list_says_its_name()
    {
        using var list = new NativeList<int>(1, "grace queue");
        list.Add(1);
        var error = Assert.Throws<ArenaExhaustedException>(() => list.Add(2));
        Assert.Contains("grace queue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_a_collection_twice_is_harmless()
    {
        var small = new NativeArray<int>(1);
        var large = new NativeArray<int>(10_000);
        var list = new NativeList<int>(1);
        for (var i = 0; i < 2; i++)
        {
            small.Dispose();
            large.Dispose();
            list.Dispose();
        }
    }
}
