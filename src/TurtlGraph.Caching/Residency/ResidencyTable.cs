using System.Diagnostics;

namespace TurtlGraph.Caching;

/// <summary>
/// Which slot an asset lives in: a hash table from 64-bit keys to slots in native memory that one thread writes and any
/// number of threads read without a lock and without ever waiting for the writer.
/// </summary>
/// <remarks>
/// <para>Open addressing with linear probing, at most 5/8 full. An entry is two words: the key, and a word that holds the slot
/// and a version. The writer writes a key only while the second word says empty or busy, then makes it valid with the next
/// version. A reader takes the second word, the key and the second word again; it uses the pair only if
/// both looks at the second word agree, so key and slot always belong together.</para>
/// <para>Removing moves later entries of the run forward, so no tombstones pile up. An entry is copied to its new place
/// before it leaves the old one, and the count of moves is raised in between: a reader that found nothing looks again if the
/// count has changed while it was looking. A reader repeats only when the writer has made progress.</para>
/// <para>Growing copies all keys into a new table of twice the size, in one call, and publishes it, so give the table its
/// capacity at the start where a frame must not wait for that; readers that are still in the old one finish there. The old memory
/// is released by <see cref="ReclaimRetired"/>, which the writer calls when no reader can still be inside
/// <see cref="TryGet"/> (the frame epoch), or by <see cref="Dispose"/>.</para>
/// <para>Thread-safety: <see cref="TryGet"/> by any thread; everything else by the one writing thread.</para>
/// </remarks>
public sealed class ResidencyTable : IDisposable
{
    private readonly List<ProbeTable<NoStep>> _retired = [];
    private ProbeTable<NoStep> _table;

    /// <summary>Creates a table that holds <paramref name="capacity"/> keys without growing.</summary>
    /// <param name="capacity">Expected largest number of keys, 1 to 500 million. 26 to 52 bytes of memory each.</param>
    public ResidencyTable(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 500_000_000);
        _table = ProbeTable<NoStep>.ForKeys(capacity);
    }

    /// <summary>Keys in the table. The writing thread only.</summary>
    public int Count { get; private set; }

    /// <summary>Keys the table holds before it grows.</summary>
    public int Capacity => _table.MaximumKeys;

    /// <summary>Bytes of native memory held, retired tables included. The writing thread only.</summary>
    public long MemoryBytes => _table.Bytes + _retired.Sum(static table => table.Bytes);

    /// <summary>
    /// Finds the slot of <paramref name="key"/>. A slot that is returned was this key's at some moment during the call; whether
    /// its payload is still valid is what the frame epoch or a pin guarantees.
    /// </summary>
    public bool TryGet(ulong key, out int slot) => Volatile.Read(ref _table).TryGet(key, out slot);

    /// <summary>Adds the key, or gives it another slot.</summary>
    /// <param name="key">Any value.</param>
    /// <param name="slot">0 to <see cref="int.MaxValue"/> - 1.</param>
    public void Set(ulong key, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfEqual(slot, int.MaxValue);
        if (_table.TryUpdate(key, slot))
        {
            return;
        }

        if (Count == _table.MaximumKeys)
        {
            GrowTo(checked(_table.MaximumKeys * 2));
        }

        _table.Insert(key, slot);
        Count++;
    }

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
    /// Releases the memory of tables that were outgrown. The writing thread calls it at a moment when no other thread can be
    /// inside a <see cref="TryGet"/> that began before the growth. Returns the bytes released.
    /// </summary>
    public long ReclaimRetired()
    {
        long bytes = 0;
        foreach (ProbeTable<NoStep> table in _retired)
        {
            bytes += table.Bytes;
            table.Dispose();
        }

        _retired.Clear();
        return bytes;
    }

    /// <summary>Releases all memory. No thread may read any more.</summary>
    public void Dispose()
    {
        ReclaimRetired();
        _table.Dispose();
    }

    /// <summary>Grows at once to where <paramref name="keys"/> keys fit, so that no later call has to. The writing thread only.</summary>
    public void EnsureCapacity(int keys)
    {
        if (keys > _table.MaximumKeys)
        {
            GrowTo(keys);
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
