using System.Diagnostics;

namespace TurtlGraph.Caching;

/// <content>What the writing thread does.</content>
public sealed unsafe partial class ResidencyTable
{
    private int _swept;

    /// <summary>Adds the key without bytes, or gives it another slot, which takes its bytes away.</summary>
    /// <param name="key">Any value.</param>
    /// <param name="slot">0 to <see cref="int.MaxValue"/> - 1.</param>
    public void Set(ulong key, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfEqual(slot, int.MaxValue);
        State(key, slot + 1, expiry: 0);
    }

    /// <summary>Makes a key's bytes readable.</summary>
    /// <param name="key">The key; added when it is new.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="bytes">The bytes, which stay where they are until after <see cref="Unpublish"/>.</param>
    /// <param name="expiry">When they are too old, on <see cref="Now"/>'s scale.</param>
    public void Publish(ulong key, int slot, ReadOnlySpan<byte> bytes, uint expiry = Never)
    {
        fixed (byte* pointer = bytes)
        {
            Publish(key, slot, pointer, bytes.Length, expiry);
        }
    }

    /// <inheritdoc cref="Publish(ulong, int, ReadOnlySpan{byte}, uint)"/>
    /// <param name="key">The key; added when it is new.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="pointer">First byte, not null: native or pinned memory that stays where it is until after <see cref="Unpublish"/>.</param>
    /// <param name="length">Number of bytes, 0 or more.</param>
    /// <param name="expiry">When they are too old, on <see cref="Now"/>'s scale.</param>
    public void Publish(ulong key, int slot, byte* pointer, int length, uint expiry = Never)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Set(key, slot);
        ResidentEntry* entry = _table.Find(key);
        _table.SetPayload(entry, 0);
        entry->Touched = UnusedMark;
        _table.Publish(entry, (nint)pointer, length, expiry);
    }

    /// <summary>Says that a copy of a key's published bytes lies elsewhere; false when none are published under this slot.</summary>
    public bool Move(ulong key, int slot, byte* pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        ResidentEntry* entry = FindPublished(key, slot);
        if (entry == null)
        {
            return false;
        }

        _table.SetPayload(entry, (nint)pointer);
        return true;
    }

    /// <summary>Changes when a key's published bytes are too old; false when none are published under this slot.</summary>
    public bool SetExpiry(ulong key, int slot, uint expiry)
    {
        ResidentEntry* entry = FindPublished(key, slot);
        if (entry == null)
        {
            return false;
        }

        _table.SetExpiry(entry, expiry);
        return true;
    }

    /// <summary>
    /// Takes a key's bytes from new readers; the key keeps its slot. False when none are published under this slot. Readers that
    /// have the bytes may still be in them.
    /// </summary>
    public bool Unpublish(ulong key, int slot)
    {
        ResidentEntry* entry = FindPublished(key, slot);
        if (entry == null)
        {
            return false;
        }

        _table.SetPayload(entry, 0);
        return true;
    }

    /// <summary>
    /// Notes that there is nothing under this key, so that nobody looks further down until <paramref name="expiry"/>. Takes slot and
    /// bytes away.
    /// </summary>
    public void SetNegative(ulong key, uint expiry) => State(key, ProbeTable<NoStep>.Nothing, expiry);

    /// <summary>Removes the key; false when it was not there.</summary>
    public bool Remove(ulong key)
    {
        bool removed = _table.Remove(key);
        if (removed)
        {
            Count--;
        }

        return removed;
    }

    /// <summary>
    /// Looks at the next <paramref name="entries"/> entries, going round, and removes negative answers that have expired. Returns
    /// their number. Called with a small number each frame it keeps them from piling up.
    /// </summary>
    public int SweepNegatives(int entries)
    {
        int removed = 0;
        for (int i = Math.Min(entries, _table.Length); i > 0; i--)
        {
            _swept = _swept + 1 < _table.Length ? _swept + 1 : 0;
            while (_table.IsExpiredNegative(_swept, _now, out ulong key) && Remove(key))
            {
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Grows at once to where <paramref name="keys"/> keys fit, so that no later call has to. The writing thread only.</summary>
    public void EnsureCapacity(int keys)
    {
        if (keys > _table.MaximumKeys)
        {
            GrowTo(keys);
        }
    }

    private ResidentEntry* FindPublished(ulong key, int slot)
    {
        ResidentEntry* entry = _table.Find(key);
        return entry != null && (int)entry->Link == slot + 1 && entry->Payload != 0 ? entry : null;
    }

    private void State(ulong key, int stored, uint expiry)
    {
        ResidentEntry* entry = _table.Find(key);
        if (entry == null)
        {
            if (Count == _table.MaximumKeys)
            {
                // By half, so that a key never takes more than 77 bytes.
                GrowTo(checked(_table.MaximumKeys + (_table.MaximumKeys / 2) + 1));
            }

            _table.Insert(key, stored, expiry: expiry);
            Count++;
        }
        else if ((int)entry->Link != stored || stored == ProbeTable<NoStep>.Nothing)
        {
            _table.Restate(entry, stored, expiry);
        }
    }

    private void GrowTo(int keys)
    {
        ProbeTable<NoStep> grown = ProbeTable<NoStep>.ForKeys(keys);
        _table.CopyTo(grown);
        _retired.Add(_table);
        Volatile.Write(ref _table, grown);
        Debug.Assert(Count < grown.MaximumKeys);
    }
}
