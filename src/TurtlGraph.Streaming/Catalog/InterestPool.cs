using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>The storage of all <see cref="Interest"/> lists: a growing array with a free list. Frame thread only.</summary>
internal sealed class InterestPool : IDisposable
{
    private readonly NativeList<Interest> _items;
    private int _firstFree = -1;

    public InterestPool(int maximumCount) => _items = new NativeList<Interest>(maximumCount, "interests");

    /// <summary>Elements that were ever in use at once: what the pool has grown to.</summary>
    public int Size => _items.Count;

    public ref Interest this[int index] => ref _items[index];

    /// <summary>Puts an interest in front of the list that starts at <paramref name="first"/>.</summary>
    public void Push(ref int first, int root, uint epoch)
    {
        int index = _firstFree;
        if (index >= 0)
        {
            _firstFree = _items[index].Next;
        }
        else
        {
            index = _items.Count;
            _items.Add(default);
        }

        _items[index] = new Interest { Root = root, Epoch = epoch, Next = first };
        first = index;
    }

    /// <summary>Returns one element; the caller has unlinked it.</summary>
    public void Free(int index)
    {
        _items[index].Next = _firstFree;
        _firstFree = index;
    }

    public void EnsureCapacity(int count) => _items.EnsureCapacity(Math.Max(0, count - _items.Count));

    public void Dispose() => _items.Dispose();
}
