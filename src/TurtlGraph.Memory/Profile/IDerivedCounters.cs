namespace TurtlGraph.Memory;

/// <summary>
/// Counters that an allocator need not keep because it can tell them from its own state when somebody asks: a bump allocator's
/// use is its offset.
/// </summary>
internal interface IDerivedCounters
{
    /// <summary>
    /// Adds what can be told now. Any thread calls it while the allocator works, and once more in <see cref="MemoryAccount.Dispose"/>,
    /// so the allocator disposes its account before it frees its state. It must not wait for a lock under which an account is used.
    /// </summary>
    void AddTo(ref MemoryAccount.Counters counters);
}
