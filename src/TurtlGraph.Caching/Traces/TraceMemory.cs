namespace TurtlGraph.Caching;

/// <summary>Whether a trace still fits in memory: a few bytes of a file may stand for more requests than a machine can hold.</summary>
internal static class TraceMemory
{
    /// <summary>Refuses to make room that the process cannot have, before the system ends it.</summary>
    /// <param name="bytes">What is about to be allocated.</param>
    /// <param name="requests">Requests read so far.</param>
    /// <exception cref="TraceFormatException">There is not so much memory.</exception>
    public static void Require(long bytes, long requests)
    {
        const long small = 64 << 20;
        if (bytes < small)
        {
            return;
        }

        // A quarter stays for the rest of the process and for others.
        long free = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3) - GC.GetTotalMemory(forceFullCollection: false);
        if (bytes > free)
        {
            throw new TraceFormatException(
                $"after {requests:N0} requests the trace needs {bytes >> 20:N0} MiB more memory, and {Math.Max(0, free) >> 20:N0} MiB are free for it; cut it, or check the counts in it", 0, 0);
        }
    }
}
