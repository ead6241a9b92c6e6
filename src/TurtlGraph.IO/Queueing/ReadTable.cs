using System.Diagnostics;

namespace TurtlGraph.IO;

/// <summary>
/// The accepted reads of a source: a fixed number of slots, each of which carries one read from its submission to the poll
/// of its completion. A read's completion lives in the read's own slot, so an accepted read cannot lose it.
/// </summary>
/// <remarks>
/// No lock: every step of a read is one compare-and-swap of its slot's state. Choosing the next read scans the states (a few
/// hundred, some 100 ns), far less than the read itself costs, and honours deadlines without a shared heap. Any number of
/// threads may call anything. The arrays are managed, so a poller that overlaps Dispose never touches freed memory.
/// </remarks>
internal sealed partial class ReadTable
{
    private readonly int[] _states;
    private readonly ReadRequest[] _requests;
    private readonly long[] _sequences;
    private readonly ReadCompletion[] _results;
    private readonly int _depth;
    private long _nextSequence;
    private int _addCursor;
    private int _pollCursor;
    private int _used;
    private int _waiting;
    private int _finished;
    private volatile bool _isClosed;

    public ReadTable(int depth)
    {
        _depth = depth;
        _states = new int[depth];
        _requests = new ReadRequest[depth];
        _sequences = new long[depth];
        _results = new ReadCompletion[depth];
    }

    public int Depth => _depth;

    public bool HasFinished => Volatile.Read(ref _finished) > 0;

    /// <summary>Whether accepted reads wait for a worker.</summary>
    public bool HasWaiting => Volatile.Read(ref _waiting) > 0;

    public ref readonly ReadRequest this[int slot]
    {
        get
        {
            Debug.Assert(_states[slot] == ReadState.Claimed);
            return ref _requests[slot];
        }
    }

    /// <summary>The number of the read in a slot, counted from the first; no two reads have the same. While it is claimed.</summary>
    public long SequenceOf(int slot) => Volatile.Read(ref _sequences[slot]);

    /// <summary>Accepts reads in order while there are free slots, and none once the table is closed. Returns how many.</summary>
    public int Accept(ReadOnlySpan<ReadRequest> reads)
    {
        int accepted = 0;
        while (!_isClosed && accepted < reads.Length && TryAdd(in reads[accepted]))
        {
            accepted++;
        }

        return accepted;
    }

    /// <summary>Accepts a read, or refuses when all slots are taken. In a closed table it ends at once as cancelled.</summary>
    public bool TryAdd(in ReadRequest request)
    {
        if (Volatile.Read(ref _used) >= _depth || !TryTakeFree(out int slot))
        {
            return false;
        }

        // The number first: who finds the token and twice the same number has seen that read and no later one.
        Volatile.Write(ref _addCursor, slot + 1);
        Interlocked.Exchange(ref _sequences[slot], Interlocked.Increment(ref _nextSequence));
        _requests[slot] = request;
        Interlocked.Increment(ref _used);
        Interlocked.Increment(ref _waiting);
        LetWait(slot);
        return true;
    }

    /// <summary>Takes the waiting read with the earliest deadline, of equals the oldest.</summary>
    public bool TryClaim(out int claimed)
    {
        while (Volatile.Read(ref _waiting) > 0)
        {
            int best = FindMostUrgent();
            if (best < 0)
            {
                break;
            }

            // The slot may have been reused since the scan: then another waiting read is claimed, which is as good.
            if (TryClaimSlot(best))
            {
                claimed = best;
                return true;
            }
        }

        claimed = -1;
        return false;
    }

    /// <summary>Ends a claimed read, whose bytes are in its destination.</summary>
    public unsafe void Finish(int slot, ReadStatus status, int bytesRead, int errorCode) =>
        Finish(slot, status, bytesRead, errorCode, _requests[slot].Destination);

    /// <summary>Ends a claimed read, whose bytes are at <paramref name="data"/>.</summary>
    public unsafe void Finish(int slot, ReadStatus status, int bytesRead, int errorCode, byte* data)
    {
        Debug.Assert(_states[slot] == ReadState.Claimed);
        _results[slot] = new ReadCompletion
        {
            Token = _requests[slot].Token,
            Data = status is ReadStatus.Ok or ReadStatus.Short ? data : null,
            BytesRead = bytesRead,
            ErrorCode = errorCode,
            Status = status,
        };
        Interlocked.Increment(ref _finished);
        Volatile.Write(ref _states[slot], ReadState.Finished);
    }

    /// <summary>Frees the slot of a claimed read that somebody else serves from now on: it has no completion here.</summary>
    public void Drop(int slot)
    {
        Debug.Assert(_states[slot] == ReadState.Claimed);
        Interlocked.Decrement(ref _used);
        Volatile.Write(ref _states[slot], ReadState.Free);
    }

    /// <summary>Ends the waiting read with this token as cancelled.</summary>
    public bool Cancel(ulong token)
    {
        for (int slot = 0; slot < _states.Length; slot++)
        {
            if (Volatile.Read(ref _states[slot]) == ReadState.Waiting && _requests[slot].Token == token && TryCancelSlot(slot, token))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a read in this slot is being served.</summary>
    public bool IsClaimed(int slot) => Volatile.Read(ref _states[slot]) == ReadState.Claimed;

    /// <summary>Finds the claimed read with this token: its slot and its number. It may end at any moment.</summary>
    public bool TryFindClaimed(ulong token, out int slot, out long sequence)
    {
        for (slot = 0; slot < _states.Length; slot++)
        {
            sequence = Volatile.Read(ref _sequences[slot]);
            if (Volatile.Read(ref _states[slot]) == ReadState.Claimed
                && Volatile.Read(ref _requests[slot].Token) == token
                && Volatile.Read(ref _sequences[slot]) == sequence)
            {
                return true;
            }
        }

        sequence = 0;
        return false;
    }

    /// <summary>Accepts nothing from now on, and ends as cancelled what waits or is made to wait again.</summary>
    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrier();
        CancelAll();
    }

    private void CancelAll()
    {
        for (int slot = 0; slot < _states.Length; slot++)
        {
            _ = TryCancelSlot(slot, null);
        }
    }

    /// <summary>Moves finished reads out; any thread.</summary>
    public int Poll(Span<ReadCompletion> completions)
    {
        int count = 0;
        while (count < completions.Length && Volatile.Read(ref _finished) > 0)
        {
            int slot = FindFrom(ReadState.Finished, Volatile.Read(ref _pollCursor));
            if (slot < 0)
            {
                break;
            }

            if (Interlocked.CompareExchange(ref _states[slot], ReadState.Claimed, ReadState.Finished) != ReadState.Finished)
            {
                continue;
            }

            completions[count++] = _results[slot];
            Volatile.Write(ref _pollCursor, slot + 1);
            Interlocked.Decrement(ref _finished);
            Interlocked.Decrement(ref _used);
            Volatile.Write(ref _states[slot], ReadState.Free);
        }

        return count;
    }

    private bool TryCancelSlot(int slot, ulong? token)
    {
        if (Interlocked.CompareExchange(ref _states[slot], ReadState.Claimed, ReadState.Waiting) != ReadState.Waiting)
        {
            return false;
        }

        if (token is not null && _requests[slot].Token != token)
        {
            // The slot has got another read since it was looked at.
            LetWait(slot);
            return false;
        }

        Interlocked.Decrement(ref _waiting);
        Finish(slot, ReadStatus.Cancelled, 0, 0);
        return true;
    }

    // Who closes the table sees this read waiting, or this thread sees that it is closed: no read is left behind.
    private void LetWait(int slot)
    {
        Interlocked.Exchange(ref _states[slot], ReadState.Waiting);
        if (_isClosed)
        {
            CancelAll();
        }
    }

    private bool TryTakeFree(out int slot)
    {
        while ((slot = FindFrom(ReadState.Free, Volatile.Read(ref _addCursor))) >= 0)
        {
            if (Interlocked.CompareExchange(ref _states[slot], ReadState.Adding, ReadState.Free) == ReadState.Free)
            {
                return true;
            }
        }

        return false;
    }

    // The cursor makes the search go round, so that no slot is passed over for ever.
    private int FindFrom(int state, int cursor)
    {
        int start = cursor < _depth ? cursor : 0;
        int found = _states.AsSpan(start).IndexOf(state);
        return found >= 0 ? start + found : _states.AsSpan(0, start).IndexOf(state);
    }

    /// <summary>The first waiting read in or behind a slot, or -1: few of many slots wait, and the search passes several of the others at once.</summary>
    private int NextWaiting(int from)
    {
        int found;
        while ((found = _states.AsSpan(from).IndexOf(ReadState.Waiting)) >= 0)
        {
            // Read again with a barrier, so that what is read of the request afterwards is not older than its state.
            if (Volatile.Read(ref _states[from + found]) == ReadState.Waiting)
            {
                return from + found;
            }

            from += found + 1;
        }

        return -1;
    }

    private int FindMostUrgent()
    {
        int best = -1;
        double bestDeadline = 0;
        long bestSequence = 0;
        for (int slot = NextWaiting(0); slot >= 0; slot = NextWaiting(slot + 1))
        {
            double deadline = _requests[slot].Deadline;
            long sequence = _sequences[slot];
            if (best < 0 || deadline < bestDeadline || (deadline == bestDeadline && sequence < bestSequence))
            {
                best = slot;
                bestDeadline = deadline;
                bestSequence = sequence;
            }
        }

        return best;
    }
}
