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
        Assert.Equal(0ul, (ulong)array.Pointer % CacheLine.Size);
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
}
