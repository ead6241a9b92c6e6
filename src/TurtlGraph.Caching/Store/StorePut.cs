namespace TurtlGraph.Caching;

/// <summary>The answer to an offer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Sequence">The number of an accepted record, for <see cref="DiskStore.WaitDurable"/>; else 0.</param>
public readonly record struct StorePut(StorePutStatus Status, ulong Sequence)
{
    /// <summary>Whether it was taken.</summary>
    public bool IsAccepted => Status == StorePutStatus.Accepted;
}
