namespace TurtlGraph.Caching;

/// <summary>A policy that gives each slot a number when it is admitted or used, and evicts the least.</summary>
internal abstract class HeapPolicy : CachePolicy
{
    private SlotHeap _heap;

    private protected HeapPolicy(string name, CachePolicyOptions options)
        : base(name, options) => _heap = new SlotHeap(options.Slots);

    private protected override long OwnBytes => _heap.Bytes;

    /// <summary>The slot's value now; the use that leads to the question is not counted yet. <paramref name="isNew"/>: at admission.</summary>
    private protected abstract double Value(int slot, bool isNew);

    private protected override void OnAccess(int slot) => _heap.Change(slot, Value(slot, false));

    private protected override void OnAdmit(int slot, in CacheRequest request) => _heap.Add(slot, Value(slot, true));

    private protected override int OnEvict()
    {
        int slot = _heap.Least;
        OnEvicted(_heap.PriorityOf(slot));
        _heap.Remove(slot);
        return slot;
    }

    private protected virtual void OnEvicted(double value) { }

    private protected override void OnRemove(int slot) => _heap.Remove(slot);

    private protected override void OnUnpin(int slot) => _heap.Add(slot, Value(slot, false));

    private protected override void OnGrow(int slots) => _heap.Grow(slots);

    protected override void Dispose(bool disposing)
    {
        _heap.Dispose();
        base.Dispose(disposing);
    }
}
