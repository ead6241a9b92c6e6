using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The generational table behind <see cref="AssetHandle"/>. Any thread rents and reads slots without a lock; only the frame
/// thread changes a slot's status or gives it back.
/// </summary>
internal sealed class HandleTable : IDisposable
{
    // From so many entries on, a look-up at random misses the translation of small pages, too.
    private const int LargeCapacity = 1 << 17;

    private readonly NativeArray<HandleEntry> _entries;
    private readonly NativeArray<WaiterLinks> _waiters;
    private readonly SlotPool _free;

    public HandleTable(int capacity)
    {
        _entries = new NativeArray<HandleEntry>(capacity, "handles", hugePages: capacity >= LargeCapacity);
        _waiters = new NativeArray<WaiterLinks>(capacity, "waiting handles");
        _free = new SlotPool(capacity, "free handles");
        for (int i = 0; i < capacity; i++)
        {
            _entries[i].Word = Pack(1, RequestStatus.Stale, FailureReason.None);
        }
    }

    public ref WaiterLinks this[int slot] => ref _waiters[slot];

    /// <summary>Takes a free slot for a pending request on <paramref name="asset"/>. Any thread.</summary>
    public bool TryRent(int asset, out AssetHandle handle)
    {
        if (!_free.TryRent(out int slot))
        {
            handle = AssetHandle.None;
            return false;
        }

        ref HandleEntry entry = ref _entries[slot];
        uint generation = (uint)(entry.Word >> 32);
        entry.Asset = asset;
        _waiters[slot] = new WaiterLinks { NextWaiter = -1, PreviousWaiter = -1 };
        Volatile.Write(ref entry.Word, Pack(generation, RequestStatus.Pending, FailureReason.None));
        handle = new AssetHandle(slot, generation);
        return true;
    }

    /// <summary>Reads a handle's asset and status; <see langword="false"/> when it is stale. Any thread.</summary>
    public bool TryRead(AssetHandle handle, out int asset, out RequestStatus status, out FailureReason reason)
    {
        int slot = handle.Slot;
        if ((uint)slot < (uint)_entries.Length && handle.Generation != 0)
        {
            ref HandleEntry entry = ref _entries[slot];
            ulong word = Volatile.Read(ref entry.Word);
            asset = Volatile.Read(ref entry.Asset);
            ulong again = Volatile.Read(ref entry.Word);

            // The asset belongs to this generation when the generation was the same before and after it was read.
            status = (RequestStatus)(byte)again;
            reason = (FailureReason)(byte)(again >> 8);
            if ((uint)(word >> 32) == handle.Generation && (uint)(again >> 32) == handle.Generation
                && status != RequestStatus.Stale)
            {
                return true;
            }
        }

        asset = -1;
        status = RequestStatus.Stale;
        reason = FailureReason.None;
        return false;
    }

    /// <summary>Ends or changes the request in <paramref name="slot"/>. Frame thread.</summary>
    public void SetStatus(int slot, RequestStatus status, FailureReason reason)
    {
        ref HandleEntry entry = ref _entries[slot];
        Volatile.Write(ref entry.Word, Pack((uint)(entry.Word >> 32), status, reason));
    }

    /// <summary>Ends the request in <paramref name="slot"/> without what it asked for, because <paramref name="cause"/> failed. Frame thread.</summary>
    public void SetFailed(int slot, RequestStatus status, FailureReason reason, int cause, FailureReason causeReason)
    {
        ref HandleEntry entry = ref _entries[slot];
        Volatile.Write(ref entry.Cause, cause);
        Volatile.Write(ref entry.Word, Pack((uint)(entry.Word >> 32), status, reason) | ((ulong)(byte)causeReason << 16));
    }

    /// <summary>Which asset's failure ended a request, and why that one failed; <see langword="false"/> when none did. Any thread.</summary>
    public bool TryReadCause(AssetHandle handle, out int asset, out int cause, out FailureReason causeReason)
    {
        cause = -1;
        causeReason = FailureReason.None;
        if (!TryRead(handle, out asset, out RequestStatus status, out _) || status is not (RequestStatus.Failed or RequestStatus.Degraded))
        {
            return false;
        }

        ref HandleEntry entry = ref _entries[handle.Slot];
        cause = Volatile.Read(ref entry.Cause);
        ulong word = Volatile.Read(ref entry.Word);
        causeReason = (FailureReason)(byte)(word >> 16);
        return (uint)(word >> 32) == handle.Generation;
    }

    /// <summary>Gives a slot back; every handle to it is stale from here on. Frame thread, or a renter that backs out.</summary>
    public void Free(int slot)
    {
        ref HandleEntry entry = ref _entries[slot];
        uint generation = (uint)(entry.Word >> 32) + 1;
        Volatile.Write(ref entry.Word, Pack(generation == 0 ? 1 : generation, RequestStatus.Stale, FailureReason.None));
        _free.Return(slot);
    }

    public void Dispose()
    {
        _entries.Dispose();
        _waiters.Dispose();
        _free.Dispose();
    }

    private static ulong Pack(uint generation, RequestStatus status, FailureReason reason) =>
        ((ulong)generation << 32) | ((ulong)(byte)reason << 8) | (byte)status;
}
