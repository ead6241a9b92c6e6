namespace TurtlGraph.Memory;

/// <summary>
/// Bytes backed by memory and their exact peak, counted by any thread. Memory is committed in large steps, so locked
/// instructions do not matter here.
/// </summary>
internal struct CommittedCounter
{
    private long _now;
    private long _peak;

    /// <summary>Bytes now.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>The most there ever was at once.</summary>
    public long Peak => Volatile.Read(ref _peak);

    /// <summary>Adds bytes, or takes them away when negative.</summary>
    public void Add(long bytes)
    {
        var now = Interlocked.Add(ref _now, bytes);
        var peak = Volatile.Read(ref _peak);
        while (now > peak)
        {
            var seen = Interlocked.CompareExchange(ref _peak, now, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }
}
