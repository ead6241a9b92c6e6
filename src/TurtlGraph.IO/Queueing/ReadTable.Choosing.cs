namespace TurtlGraph.IO;

// Choosing by place in the file instead of by urgency alone.
internal sealed partial class ReadTable
{
    /// <summary>The earliest deadline among the waiting reads; infinite when none has one, or none waits.</summary>
    public double EarliestDeadline
    {
        get
        {
            double earliest = double.PositiveInfinity;
            for (int slot = NextWaiting(0); slot >= 0; slot = NextWaiting(slot + 1))
            {
                earliest = Math.Min(earliest, _requests[slot].Deadline);
            }

            return earliest;
        }
    }

    /// <summary>
    /// Takes, among the waiting reads with a deadline of at most <paramref name="latest"/>, the first one at or behind a place of
    /// the files, going round to the first of all (the circular elevator).
    /// </summary>
    public bool TryClaimFrom(int file, long offset, double latest, out int claimed)
    {
        while (Volatile.Read(ref _waiting) > 0)
        {
            int best = FindBehind(file, offset, latest);
            if (best < 0)
            {
                break;
            }

            if (TryClaimSlot(best))
            {
                claimed = best;
                return true;
            }
        }

        claimed = -1;
        return false;
    }

    /// <summary>
    /// Takes a waiting read of a file that lies beside or in a range within the limits, is no later than
    /// <paramref name="latest"/>, and makes the range longer by it.
    /// </summary>
    public bool TryClaimNeighbour(int file, ref long start, ref long end, in JoinLimits limits, double latest, out int claimed)
    {
        for (int slot = NextWaiting(0); slot >= 0; slot = NextWaiting(slot + 1))
        {
            if (!IsNeighbour(in _requests[slot], file, start, end, in limits, latest) || !TryClaimSlot(slot))
            {
                continue;
            }

            // The slot may have got another read since the look at it.
            ref readonly ReadRequest request = ref _requests[slot];
            if (IsNeighbour(in request, file, start, end, in limits, latest))
            {
                start = Math.Min(start, request.Offset);
                end = Math.Max(end, request.Offset + request.Length);
                claimed = slot;
                return true;
            }

            Unclaim(slot);
        }

        claimed = -1;
        return false;
    }

    /// <summary>Lets a claimed read wait again.</summary>
    public void Unclaim(int slot)
    {
        Interlocked.Increment(ref _waiting);
        LetWait(slot);
    }

    private static unsafe bool IsNeighbour(in ReadRequest request, int file, long start, long end, in JoinLimits limits, double latest) =>
        request.File == file && request.Deadline <= latest && request.Length > 0 && request.Destination is not null && limits.MayJoin(start, end, request.Offset, request.Length);

    private bool TryClaimSlot(int slot)
    {
        if (Interlocked.CompareExchange(ref _states[slot], ReadState.Claimed, ReadState.Waiting) != ReadState.Waiting)
        {
            return false;
        }

        Interlocked.Decrement(ref _waiting);
        return true;
    }

    private int FindBehind(int file, long offset, double latest)
    {
        int behind = -1, first = -1;
        for (int slot = NextWaiting(0); slot >= 0; slot = NextWaiting(slot + 1))
        {
            if (_requests[slot].Deadline > latest)
            {
                continue;
            }

            bool isBehind = _requests[slot].File > file || (_requests[slot].File == file && _requests[slot].Offset >= offset);
            first = first < 0 || LiesBefore(slot, first) ? slot : first;
            behind = isBehind && (behind < 0 || LiesBefore(slot, behind)) ? slot : behind;
        }

        return behind >= 0 ? behind : first;
    }

    private bool LiesBefore(int slot, int other) =>
        (_requests[slot].File, _requests[slot].Offset, _sequences[slot]).CompareTo((_requests[other].File, _requests[other].Offset, _sequences[other])) < 0;
}
