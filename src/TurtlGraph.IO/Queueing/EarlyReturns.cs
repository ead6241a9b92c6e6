namespace TurtlGraph.IO;

/// <summary>Counts how many waiting threads are to return before anything has completed. A few at most, so that none are left over for long.</summary>
internal sealed class EarlyReturns
{
    private const int Most = 8;
    private int _count;

    public bool IsWanted => Volatile.Read(ref _count) > 0;

    /// <summary>Asks for some. A full memory barrier.</summary>
    public void Ask(int threads)
    {
        Interlocked.MemoryBarrier();
        int seen = Volatile.Read(ref _count);
        while (seen < Math.Min(threads, Most))
        {
            int found = Interlocked.CompareExchange(ref _count, Math.Min(threads, Most), seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>Takes one, if any.</summary>
    public bool TryTake()
    {
        int seen = Volatile.Read(ref _count);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref _count, seen - 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }
}
