using System.Diagnostics;

namespace TurtlGraph.IO;

/// <summary>
/// The accepted reads of a source: a fixed number of slots, each of which carries one read from its submission to the poll
/// of its completion. A read's completion lives in the read's own slot, so an accepted read cannot lose it.
/// </summary>
/// <remarks>
/// No lock: every step of a read is one compare-and-swap of its slot's state. Choosing the next read scans the states (a few
/// hundred, some 100 ns), far less than the read itself costs, and honours deadlines without a shared heap. One thread adds
/// and cancels; any number of threads claim, finish and poll. The arrays are managed, so a poller that overlaps Dispose
/// never touches freed memory.
/// </remarks>
internal sealed class ReadTable
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
    public long SequenceOf(int slot) => _sequences[slot];

    /// <summary>Accepts a read, or refuses when all slots are taken. One thread only.</summary>
    public bool TryAdd(in ReadRequest request)
    {
        if (Volatile.Read(ref _used) == _depth)
        {
            return false;
        }

        int slot = FindFrom(ReadState.Free, _addCursor);
        if (slot < 0)
        {
            return false;
        }

        _addCursor = slot + 1;
        _requests[slot] = request;
        _sequences[slot] = _nextSequence++;
        Interlocked.Increment(ref _used);
        Interlocked.Increment(ref _waiting);
        Volatile.Write(ref _states[slot], ReadState.Waiting);
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
            if (Interlocked.CompareExchange(ref _states[best], ReadState.Claimed, ReadState.Waiting) == ReadState.Waiting)
            {
                Interlocked.Decrement(ref _waiting);
                claimed = best;
                return true;
            }
        }

        claimed = -1;
        return false;
    }

    /// <summary>Ends a claimed read.</summary>
    public void Finish(int slot, ReadStatus status, int bytesRead, int errorCode)
    {
        Debug.Assert(_states[slot] == ReadState.Claimed);
        _results[slot] = new ReadCompletion
        {
            Token = _requests[slot].Token,
            BytesRead = bytesRead,
            ErrorCode = errorCode,
            Status = status,
        };
        Interlocked.Increment(ref _finished);
        Volatile.Write(ref _states[slot], ReadState.Finished);
    }

    /// <summary>Ends the waiting read with this token as cancelled. The adding thread only.</summary>
    public bool Cancel(ulong token)
    {
        for (int slot = 0; slot < _states.Length; slot++)
        {
            if (_states[slot] == ReadState.Waiting && _requests[slot].Token == token)
            {
                return TryCancelSlot(slot);
            }
        }

        return false;
    }

    /// <summary>Whether a read in this slot is being served.</summary>
    public bool IsClaimed(int slot) => Volatile.Read(ref _states[slot]) == ReadState.Claimed;

    /// <summary>The slot of the claimed read with this token, or -1; it may end at any moment. The adding thread only.</summary>
    public int FindClaimed(ulong token)
    {
        for (int slot = 0; slot < _states.Length; slot++)
        {
            if (Volatile.Read(ref _states[slot]) == ReadState.Claimed && _requests[slot].Token == token)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>Ends every waiting read as cancelled.</summary>
    public void CancelAll()
    {
        for (int slot = 0; slot < _states.Length; slot++)
        {
            TryCancelSlot(slot);
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
            Volatile.Write(ref _states[slot], ReadState.Free);
            Interlocked.Decrement(ref _used);
        }

        return count;
    }

    private bool TryCancelSlot(int slot)
    {
        if (Interlocked.CompareExchange(ref _states[slot], ReadState.Claimed, ReadState.Waiting) != ReadState.Waiting)
        {
            return false;
        }

        Interlocked.Decrement(ref _waiting);
        Finish(slot, ReadStatus.Cancelled, 0, 0);
        return true;
    }

    // The cursor makes the search go round, so that no slot is passed over for ever.
    private int FindFrom(int state, int cursor)
    {
        int start = cursor < _depth ? cursor : 0;
        int found = _states.AsSpan(start).IndexOf(state);
        return found >= 0 ? start + found : _states.AsSpan(0, start).IndexOf(state);
    }

    private int FindMostUrgent()
    {
        int best = -1;
        double bestDeadline = 0;
        long bestSequence = 0;
        for (int slot = 0; slot < _states.Length; slot++)
        {
            if (Volatile.Read(ref _states[slot]) != ReadState.Waiting)
            {
                continue;
            }

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
