namespace TurtlGraph.Memory;

/// <content>Guards around live memory, poison in freed memory.</content>
internal sealed unsafe partial class AllocationLedger
{
    // Pieces never overlap: what is handed out again is cut out of them.
    private readonly SortedSet<FreedPiece> _freed = [];

    /// <summary>Freed memory that holds poison still, and whose it was.</summary>
    private readonly record struct FreedPiece(nint Start, long Bytes, LedgerEntry Entry) : IComparable<FreedPiece>
    {
        public nint End => Start + (nint)Bytes;

        public int CompareTo(FreedPiece other) => Start.CompareTo(other.Start);
    }

    /// <summary>Forgets freed memory whose pages the allocator gives back to the system, which clears them. Call it before.</summary>
    public void Forget(byte* start, long bytes)
    {
        lock (_lock)
        {
            TakeFreed(start, bytes);
        }
    }

    private static void Fill(byte* start, long bytes, byte pattern)
    {
        for (long done = 0; done < bytes;)
        {
            var part = (int)Math.Min(bytes - done, 1 << 30);
            new Span<byte>(start + done, part).Fill(pattern);
            done += part;
        }
    }

    /// <summary>Offset of the first byte that is not the pattern, or -1.</summary>
    private static long FirstOther(byte* start, long bytes, byte pattern)
    {
        for (long done = 0; done < bytes;)
        {
            var part = (int)Math.Min(bytes - done, 1 << 30);
            var index = new ReadOnlySpan<byte>(start + done, part).IndexOfAnyExcept(pattern);
            if (index >= 0)
            {
                return done + index;
            }

            done += part;
        }

        return -1;
    }

    private static void WriteGuards(LedgerEntry entry)
    {
        Fill(entry.Outer, entry.Front, Guard);
        Fill(entry.Pointer + entry.Bytes, entry.Back, Guard);
    }

    /// <summary>The damage to the guards of an allocation, or null.</summary>
    private MemoryCorruptionException? Damage(LedgerEntry entry)
    {
        var front = FirstOther(entry.Outer, entry.Front, Guard);
        if (front >= 0)
        {
            return Fault(MemoryFault.FrontGuard, entry, $"was written {entry.Front - front} bytes before its start");
        }

        var back = FirstOther(entry.Pointer + entry.Bytes, entry.Back, Guard);
        return back < 0 ? null : Fault(MemoryFault.BackGuard, entry, $"was written {back} bytes behind its end");
    }

    private void CheckGuards(LedgerEntry entry)
    {
        if (Damage(entry) is { } damage)
        {
            throw damage;
        }
    }

    /// <summary>Ends an allocation, poisons its whole block and returns the damage to its guards.</summary>
    private MemoryCorruptionException? Retire(LedgerEntry entry, AllocationSite site)
    {
        _live.Remove((nint)entry.Pointer);
        entry.Freed = site;
        var damage = Damage(entry);
        if (_guards.Poison)
        {
            Fill(entry.Outer, entry.OuterBytes, Poison);
        }

        _freed.Add(new FreedPiece((nint)entry.Outer, entry.OuterBytes, entry));
        return damage;
    }

    /// <summary>Cuts a range out of the freed memory after checking that its poison is whole.</summary>
    private void TakeFreed(byte* start, long bytes)
    {
        if (bytes <= 0)
        {
            return;
        }

        var from = (nint)start;
        var to = from + (nint)bytes;
        for (var piece = FindFreed(start) ?? FirstFreedIn(from, to); piece is { } found; piece = FirstFreedIn(from, to))
        {
            _freed.Remove(found);
            var (first, last) = (Math.Max(found.Start, from), Math.Min(found.End, to));
            if (found.Start < first)
            {
                _freed.Add(found with { Bytes = first - found.Start });
            }

            if (found.End > last)
            {
                _freed.Add(found with { Start = last, Bytes = found.End - last });
            }

            CheckPoison(found, (byte*)first, last - first);
        }
    }

    /// <summary>The freed piece that holds an address.</summary>
    private FreedPiece? FindFreed(byte* address)
    {
        var piece = _freed.GetViewBetween(new FreedPiece(0, 0, null!), new FreedPiece((nint)address, 0, null!)).Max;
        return piece.Entry is not null && piece.End > (nint)address ? piece : null;
    }

    private FreedPiece? FirstFreedIn(nint from, nint to)
    {
        var piece = _freed.GetViewBetween(new FreedPiece(from, 0, null!), new FreedPiece(to - 1, 0, null!)).Min;
        return piece.Entry is not null ? piece : null;
    }

    private void CheckPoison(FreedPiece piece, byte* start, long bytes)
    {
        if (!_guards.Poison)
        {
            return;
        }

        var offset = FirstOther(start, bytes, Poison);
        if (offset >= 0)
        {
            throw Fault(MemoryFault.UseAfterFree, piece.Entry, $"was written after it was freed, {start + offset - piece.Entry.Pointer} bytes from its start");
        }
    }

    private MemoryCorruptionException Fault(MemoryFault fault, LedgerEntry entry, string what) => new(
        fault,
        (nint)entry.Pointer,
        entry.Bytes,
        $"{fault}: {entry.Bytes:N0} bytes of '{_owner}' at 0x{(nint)entry.Pointer:x} {what}.\nThey were {entry.History}");
}
