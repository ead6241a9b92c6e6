using System.Diagnostics;

namespace TurtlGraph.Caching;

/// <content>
/// What the one writing thread does. Length and expiry change only while the payload is 0 and after the version has been
/// raised, so a reader that took any of them across a change sees another version; it never meets a state that it would have
/// to wait out.
/// </content>
internal sealed unsafe partial class ProbeTable<TStep>
{
    /// <summary>The entry of a key that is present, or null.</summary>
    public ResidentEntry* Find(ulong key)
    {
        uint index = FindIndex(key);
        return index == uint.MaxValue ? null : _entries + index;
    }

    /// <summary>Adds a key that is absent; there is room.</summary>
    public void Insert(ulong key, int stored, nint payload = 0, int length = 0, uint expiry = 0)
    {
        uint index = Home(key);
        while ((int)_entries[index].Link != Empty)
        {
            index = Next(index);
        }

        Write(index, key, stored, payload, length, expiry);
    }

    /// <summary>Takes the bytes away and says what the entry is from now on.</summary>
    public void Restate(ResidentEntry* entry, int stored, uint expiry = 0)
    {
        Store(ref entry->Payload, 0);
        SetState(entry, (int)entry->Link);
        Store(ref entry->Expiry, expiry);
        SetState(entry, stored);
    }

    /// <summary>Gives an entry without bytes its bytes.</summary>
    public void Publish(ResidentEntry* entry, nint payload, int length, uint expiry)
    {
        Debug.Assert(entry->Payload == 0, "bytes are taken away before others come");
        SetState(entry, (int)entry->Link);
        Store(ref entry->Length, length);
        Store(ref entry->Expiry, expiry);
        Store(ref entry->Payload, payload);
    }

    /// <summary>Takes the bytes away, or says where their copy lies.</summary>
    public void SetPayload(ResidentEntry* entry, nint payload) => Store(ref entry->Payload, payload);

    /// <summary>Changes when the bytes expire.</summary>
    public void SetExpiry(ResidentEntry* entry, uint expiry) => Store(ref entry->Expiry, expiry);

    public bool Remove(ulong key)
    {
        uint hole = FindIndex(key);
        if (hole == uint.MaxValue)
        {
            return false;
        }

        SetState(_entries + hole, Busy);
        for (uint next = Next(hole); (int)_entries[next].Link != Empty; next = Next(next))
        {
            if (MayMove(next, hole))
            {
                ResidentEntry* moved = _entries + next;
                Write(hole, moved->Key, (int)moved->Link, moved->Payload, moved->Length, moved->Expiry);
                Store(ref *_moves, *_moves + 1);
                _entries[hole].Touched = moved->Touched;
                SetState(moved, Busy);
                hole = next;
            }
        }

        SetState(_entries + hole, Empty);
        return true;
    }

    public void CopyTo(ProbeTable<TStep> other)
    {
        for (uint index = 0; index < _length; index++)
        {
            ResidentEntry* entry = _entries + index;
            int stored = (int)entry->Link;
            if (stored is not (Empty or Busy))
            {
                other.Insert(entry->Key, stored, entry->Payload, entry->Length, entry->Expiry);
            }
        }
    }

    /// <summary>The key of entry <paramref name="index"/> if it is a negative answer that has expired by <paramref name="now"/>.</summary>
    public bool IsExpiredNegative(int index, uint now, out ulong key)
    {
        ref ResidentEntry entry = ref _entries[index];
        key = entry.Key;
        return (int)entry.Link == Nothing && entry.Expiry <= now;
    }

    // The entry is empty or busy, so no reader uses its contents before the last store, a release, makes them valid.
    private void Write(uint index, ulong key, int stored, nint payload, int length, uint expiry)
    {
        ResidentEntry* entry = _entries + index;
        Debug.Assert((int)entry->Link is Empty or Busy);
        Store(ref entry->Key, key);
        Store(ref entry->Payload, payload);
        Store(ref entry->Length, length);
        Store(ref entry->Expiry, expiry);
        SetState(entry, stored);
    }

    /// <summary>Raises the version.</summary>
    private static void SetState(ResidentEntry* entry, int stored) =>
        Store(ref entry->Link, (((entry->Link >> 40) + 1) << 40) | (entry->Link & ResidentEntry.TouchedBits) | (uint)stored);

    private uint Next(uint index) => index + 1 == (uint)_length ? 0 : index + 1;

    private uint FindIndex(ulong key)
    {
        for (uint index = Home(key); (int)_entries[index].Link != Empty; index = Next(index))
        {
            if (_entries[index].Key == key && (int)_entries[index].Link != Busy)
            {
                return index;
            }
        }

        return uint.MaxValue;
    }

    // An entry may move back to the hole unless its home lies after the hole (cyclically).
    private bool MayMove(uint index, uint hole) => Distance(Home(_entries[index].Key), index) >= Distance(hole, index);

    private uint Distance(uint from, uint to) => to >= from ? to - from : to + (uint)_length - from;

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

    private static void Store(ref nint location, nint value)
    {
        default(TStep).Next();
        Volatile.Write(ref location, value);
    }

    private static void Store(ref int location, int value)
    {
        default(TStep).Next();
        Volatile.Write(ref location, value);
    }

    private static void Store(ref uint location, uint value)
    {
        default(TStep).Next();
        Volatile.Write(ref location, value);
    }
}
