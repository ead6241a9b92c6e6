using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Finds the place of a key in a column of keys: open addressing with linear probing, 8 bytes an entry (32 bits of the key's
/// hash and the place), at most 3/4 full. Removing moves later entries forward, so there are no tombstones. One thread.
/// </summary>
internal unsafe struct KeyIndex : IDisposable
{
    private Column<Entry> _entries;
    private int _length;
    private int _maximum;
    private int _count;

    public KeyIndex(int keys) => Allocate(keys);

    public readonly long Bytes => _entries.Bytes;

    public readonly int Count => _count;

    /// <summary>The place of the key, or -1.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keys">The column of keys; indexed by place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Find(ulong key, ulong* keys)
    {
        uint hash = Hash(key);
        for (int i = Home(hash); ; i = Next(i))
        {
            Entry entry = _entries[i];
            if (entry.Stored == 0)
            {
                return -1;
            }

            if (entry.Hash == hash && keys[entry.Stored - 1] == key)
            {
                return entry.Stored - 1;
            }
        }
    }

    /// <summary>Adds a key that is absent.</summary>
    public void Add(ulong key, int place)
    {
        if (_count == _maximum)
        {
            Rebuild();
        }

        Insert(Hash(key), place + 1);
        _count++;
    }

    /// <summary>Removes a key that is present at the place.</summary>
    public void Remove(ulong key, int place)
    {
        uint hash = Hash(key);
        int hole = Home(hash);
        while (_entries[hole].Stored != place + 1)
        {
            Debug.Assert(_entries[hole].Stored != 0, "The key is not in the index.");
            hole = Next(hole);
        }

        for (int next = Next(hole); _entries[next].Stored != 0; next = Next(next))
        {
            if (Distance(Home(_entries[next].Hash), next) >= Distance(hole, next))
            {
                _entries[hole] = _entries[next];
                hole = next;
            }
        }

        _entries[hole] = default;
        _count--;
    }

    public void Dispose() => _entries.Dispose();

    // The multiplication carries every bit of the key to the top; folding first lets keys that differ in high bits only differ there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong key) => (uint)(((key ^ (key >> 32)) * 0x9E3779B97F4A7C15) >> 32);

    // The high half of hash times length: any length serves, so the table is no larger than it has to be.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Home(uint hash) => (int)(((ulong)hash * (uint)_length) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Next(int place) => place + 1 == _length ? 0 : place + 1;

    private readonly int Distance(int from, int to) => to >= from ? to - from : to - from + _length;

    private void Insert(uint hash, int stored)
    {
        int i = Home(hash);
        while (_entries[i].Stored != 0)
        {
            i = Next(i);
        }

        _entries[i] = new Entry { Hash = hash, Stored = stored };
    }

    private void Allocate(int keys)
    {
        _length = checked((int)Math.Max(16, ((long)keys * 4 / 3) + 2));
        _entries = default;
        _entries.Grow(_length);
        _maximum = (int)(_length * 3L / 4);
    }

    private void Rebuild()
    {
        Column<Entry> old = _entries;
        Allocate(checked(_maximum * 2));
        for (int i = 0; i < old.Length; i++)
        {
            if (old[i].Stored != 0)
            {
                Insert(old[i].Hash, old[i].Stored);
            }
        }

        old.Dispose();
    }

    private struct Entry
    {
        public uint Hash;
        public int Stored;
    }
}
