namespace TurtlGraph.Memory;

/// <summary>
/// An allocator that derives some counters when they are read, so that it need not keep them up to date at each allocation.
/// </summary>
internal interface IAccountSource
{
    /// <summary>
    /// Sets the counters that the allocator does not keep. Any thread may call it at any time until the account is disposed, so
    /// it reads plain fields and follows no pointer.
    /// </summary>
    void Complete(ref MemoryAccount.Counters counters);
}
