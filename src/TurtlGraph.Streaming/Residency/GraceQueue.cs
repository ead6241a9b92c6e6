using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>Evicted assets in the order in which their grace ends. Frame thread only.</summary>
internal sealed class GraceQueue : IDisposable
{
    private readonly NativeList<Item> _items;
    private int _head;

    public GraceQueue(int maximumCount) => _items = new NativeList<Item>(maximumCount, "grace queue");

    public void Enqueue(int asset, uint until)
    {
        // The front part is dropped in one move when it is half of the list, so each item moves once on average.
        if (_head * 2 > _items.Count)
        {
            CloseGap();
        }

        _items.Add(new Item { Asset = asset, Until = until });
    }

    public bool TryPeek(out int asset, out uint until)
    {
        if (_head == _items.Count)
        {
            asset = -1;
            until = 0;
            return false;
        }

        asset = _items[_head].Asset;
        until = _items[_head].Until;
        return true;
    }

    public void Dequeue()
    {
        if (++_head == _items.Count)
        {
            _items.Clear();
            _head = 0;
        }
    }

    public void EnsureCapacity(int count) => _items.EnsureCapacity(Math.Max(0, count - _items.Count));

    public void Dispose() => _items.Dispose();

    private void CloseGap()
    {
        Span<Item> items = _items.Span;
        int rest = items.Length - _head;
        items[_head..].CopyTo(items);
        _items.Clear();
        items[..rest].CopyTo(_items.AddUninitialized(rest));
        _head = 0;
    }

    private struct Item
    {
        public int Asset;
        public uint Until;
    }
}
