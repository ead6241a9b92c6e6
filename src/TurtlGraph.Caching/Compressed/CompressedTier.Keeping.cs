using System.Diagnostics;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <content>The bookkeeping: who has which slot, and who goes when there is no room. Under the lock.</content>
public sealed unsafe partial class CompressedTier
{
    private bool Store(ulong key, ReadOnlySpan<byte> stored, int length, Form form)
    {
        int slot;
        PayloadBlock block;
        lock (_lock)
        {
            if (!TryMakeRoom(key, stored.Length, out slot, out block))
            {
                return false;
            }

            // Nobody finds the slot before it is filled, and no policy can choose it.
            _policy.Admit(slot, new CacheRequest(key, Math.Max(1, block.Length)));
            _policy.Pin(slot);
        }

        stored.CopyTo(new Span<byte>(block.Pointer, stored.Length));
        lock (_lock)
        {
            _policy.Unpin(slot);
            if (_slots.TryFind(key, out _))
            {
                // Another thread has added the same key meanwhile; its copy is as good.
                _policy.Remove(slot);
                _arena.Free(block);
                _free[_freeCount++] = slot;
                return true;
            }

            _entries[slot] = new Entry { Key = key, Block = block, Length = length, StoredLength = stored.Length, Form = form };
            _slots.Set(key, slot);
            _assetBytes += length;
            return true;
        }
    }

    private bool TryMakeRoom(ulong key, int storedLength, out int slot, out PayloadBlock block)
    {
        slot = -1;
        block = default;
        if (_slots.TryFind(key, out int old))
        {
            _entries[old].IsRemoved = true;
            if (!DropIfUnread(old))
            {
                return false;
            }
        }

        int bytes = Math.Max(1, storedLength);
        if (bytes > _arena.Capacity)
        {
            return false;
        }

        _policy.Announce(new CacheRequest(key, CacheLine.AlignUp(bytes)));
        while (_freeCount == 0 || !_arena.TryAllocate(bytes, out block))
        {
            int victim = _policy.Evict();
            if (victim < 0)
            {
                return false;
            }

            _evictions++;
            Drop(victim);
        }

        slot = _free[--_freeCount];
        return true;
    }

    private void BeginReading(int slot, ref Entry entry)
    {
        if (entry.Readers++ == 0)
        {
            _policy.Pin(slot);
        }
    }

    private void EndReading(int slot)
    {
        ref Entry entry = ref _entries[slot];
        if (--entry.Readers == 0)
        {
            _policy.Unpin(slot);
            if (entry.IsRemoved)
            {
                DropIfUnread(slot);
            }
        }
    }

    /// <summary>Drops an entry that is marked as removed, unless somebody reads it: then the last reader does.</summary>
    private bool DropIfUnread(int slot)
    {
        ref Entry entry = ref _entries[slot];
        Debug.Assert(entry.IsRemoved, "only what is removed is dropped");
        if (entry.Readers > 0)
        {
            return false;
        }

        _policy.Remove(slot);
        Drop(slot);
        return true;
    }

    private void Drop(int slot)
    {
        ref Entry entry = ref _entries[slot];
        _slots.Remove(entry.Key);
        _arena.Free(entry.Block);
        _assetBytes -= entry.Length;
        entry = default;
        _free[_freeCount++] = slot;
    }
}
