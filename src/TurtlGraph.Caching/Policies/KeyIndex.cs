using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Finds the place of a key in a column of keys: open addressing with linear probing, 8 bytes an entry (32 bits of the key's
/// hash and the place), at most 5/8 full. Removing moves later entries forward, so there are no tombstones. One thread.
/// </summary>
internal unsafe struct KeyIndex : IDisposable
{
    private Column<Entry> _entries;
    private int _mask;
    private int _shift;
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
        for (int i = (int)(hash >> _shift); ; i = (i + 1) & _mask)
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
        int hole = (int)(hash >> _shift);
        while (_entries[hole].Stored != place + 1)
        {
            Debug.Assert(_entries[hole].Stored != 0, "The key is not in the index.");
            hole = (hole + 1) & _mask;
        }

        for (int next = (hole + 1) & _mask; _entries[next].Stored != 0; next = (next + 1) & _mask)
        {
            int displacement = (next - (int)(_entries[next].Hash >> _shift)) & _mask;
            if (displacement >= ((next - hole) & _mask))
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

    private void Insert(uint hash, int stored)
    {
        int i = (int)(hash >> _shift);
        while (_entries[i].Stored != 0)
        {
            i = (i + 1) & _mask;
        }

        _entries[i] = new Entry { Hash = hash, Stored = stored };
    }

    private void Allocate(int keys)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, ((long)keys * 8 / 5) + 2));
        _entries = default;
        _entries.Grow(length);
        _mask = length - 1;
        _shift = 32 - BitOperations.Log2((uint)length);
        _maximum = (int)(length * 5L / 8);
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
