namespace TurtlGraph.Memory;

/// <summary>
/// The one book in which all memory tiers count: who holds how much, of what sizes, how much is wasted, which hints the system
/// refused. Allocators count in accounts of their own; a snapshot adds them up.
/// </summary>
/// <remarks>All members may be called by any thread.</remarks>
public sealed class MemoryProfile
{
    private readonly Lock _lock = new();
    private readonly List<MemoryAccount> _open = [];
    private readonly List<string> _refusals = [];
    private readonly long[] _committed = new long[4];

    /// <summary>The profile of this process, in which an allocator counts unless it is given another one.</summary>
    public static MemoryProfile Process { get; } = new();

    /// <summary>Opens the account of an allocator, which must dispose it.</summary>
    internal MemoryAccount Open(string name, MemoryTier tier)
    {
        var account = new MemoryAccount(this, name, tier);
        lock (_lock)
        {
            _open.Add(account);
        }

        return account;
    }

    internal void AddCommitted(MemoryTier tier, long bytes) => Interlocked.Add(ref _committed[(int)tier], bytes);

    internal void AddRefusal(string owner, string hint, string reason)
    {
        lock (_lock)
        {
            _refusals.Add($"{owner}: {hint}: {reason}");
        }
    }

    internal void Close(MemoryAccount account)
    {
        lock (_lock)
        {
            _open.Remove(account);
        }
    }
}
