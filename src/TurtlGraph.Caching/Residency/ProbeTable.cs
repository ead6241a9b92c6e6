using System.Diagnostics;
using System.Numerics;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>
/// One fixed-size table of a <see cref="ResidencyTable"/>; see there for the protocol. <typeparamref name="TStep"/> is called
/// before every access to shared memory: nothing in the product, a switch of threads in tests that try interleavings.
/// </summary>
internal sealed unsafe class ProbeTable<TStep> : IDisposable
    where TStep : struct, IAccessStep
{
    // Values of the low half of an entry's second word below 0: what a reader does about it. Zeroed memory is empty, so
    // slots are stored plus 1.
    private const int Empty = 0;
    private const int Busy = -1;

    private readonly NativeArray<Entry> _memory;
    private readonly Entry* _entries;
    private readonly int _mask;
    private readonly int _shift;
    private long _moves;

    private ProbeTable(int length)
    {
        _memory = new NativeArray<Entry>(length, "residency table");
        _entries = _memory.Pointer;
        _mask = length - 1;
        _shift = 64 - BitOperations.Log2((uint)length);
        MaximumKeys = (int)(length * 5L / 8);
    }

    public int MaximumKeys { get; }

    public long Bytes => (long)_memory.Length * sizeof(Entry);

    public static ProbeTable<TStep> ForKeys(int keys) =>
        new(checked((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, (keys * 8L / 5) + 2))));

    public bool TryGet(ulong key, out int slot)
    {
        while (true)
        {
            long moves = Load(ref _moves);
            for (int index = Home(key); ; index = (index + 1) & _mask)
            {
                Entry* entry = _entries + index;
                long link = ReadConsistent(entry, out ulong found);
                int stored = (int)link;
                if (stored == Empty)
                {
                    break;
                }

                if (stored > 0 && found == key)
                {
                    slot = stored - 1;
                    return true;
                }
            }

            // An entry may have been moved from ahead of the reader to behind it.
            if (Load(ref _moves) == moves)
            {
                slot = -1;
                return false;
            }
        }
    }

    /// <summary>Gives a key that is present another slot.</summary>
    public bool TryUpdate(ulong key, int slot)
    {
        int index = Find(key);
        if (index < 0)
        {
            return false;
        }

        SetState(index, slot + 1);
        return true;
    }

    /// <summary>Adds a key that is absent; there is room.</summary>
    public void Insert(ulong key, int slot)
    {
        int index = Home(key);
        while ((int)_entries[index].Link != Empty)
        {
            index = (index + 1) & _mask;
        }

        Write(index, key, slot + 1);
    }

    public bool Remove(ulong key)
    {
        int hole = Find(key);
        if (hole < 0)
        {
            return false;
        }

        SetState(hole, Busy);
        for (int next = (hole + 1) & _mask; (int)_entries[next].Link != Empty; next = (next + 1) & _mask)
        {
            if (MayMove(next, hole))
            {
                Write(hole, _entries[next].Key, (int)_entries[next].Link);
                Store(ref _moves, _moves + 1);
                SetState(next, Busy);
                hole = next;
            }
        }

        SetState(hole, Empty);
        return true;
    }

    public void CopyTo(ProbeTable<TStep> other)
    {
        for (int index = 0; index <= _mask; index++)
        {
            int stored = (int)_entries[index].Link;
            if (stored > 0)
            {
                other.Insert(_entries[index].Key, stored - 1);
            }
        }
    }

    public void Dispose() => _memory.Dispose();

    private static long ReadConsistent(Entry* entry, out ulong key)
    {
        while (true)
        {
            long before = Load(ref entry->Link);
            key = Load(ref entry->Key);
            if (Load(ref entry->Link) == before)
            {
                return before;
            }
        }
    }

    private static long NextLink(long link, int stored) => (((link >> 32) + 1) << 32) | (uint)stored;

    // The entry is empty or busy, so no reader uses the key before the second store, a release, makes it valid.
    private void Write(int index, ulong key, int stored)
    {
        Debug.Assert((int)_entries[index].Link <= Empty);
        Store(ref _entries[index].Key, key);
        SetState(index, stored);
    }

    private void SetState(int index, int stored) =>
        Store(ref _entries[index].Link, NextLink(_entries[index].Link, stored));

    private int Find(ulong key)
    {
        for (int index = Home(key); (int)_entries[index].Link != Empty; index = (index + 1) & _mask)
        {
            if (_entries[index].Key == key && (int)_entries[index].Link > 0)
            {
                return index;
            }
        }

        return -1;
    }

    // An entry may move back to the hole unless its home lies after the hole (cyclically).
    private bool MayMove(int index, int hole)
    {
        int displacement = (index - Home(_entries[index].Key)) & _mask;
        int distance = (index - hole) & _mask;
        return displacement >= distance;
    }

    // Fibonacci hashing of the folded key: sequential and pointer-like keys spread as well as random ones.
    internal int Home(ulong key) => (int)(((key ^ (key >> 32)) * 0x9E3779B97F4A7C15) >> _shift);

    private static long Load(ref long location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }

    private static ulong Load(ref ulong location)
    {
        default(TStep).Next();
        return Volatile.Read(ref location);
    }

    private static void Store(ref long location, long value)
    {
        default(TStep).Next();
        Volatile.Write(ref location, value);
    }

    private static void Store(ref ulong location, ulong value)
    {
        default(TStep).Next();
        Volatile.Write(ref location, value);
    }

    private struct Entry
    {
        public ulong Key;
        public long Link;
    }
}
