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
    private readonly List<MemoryLeak> _leaks = [];
    private readonly long[] _committed = new long[4];

    /// <summary>The profile of this process, in which an allocator counts unless it is given another one.</summary>
    public static MemoryProfile Process { get; } = new();

    /// <summary>Raised on the thread that disposes a guarded allocator, when allocations of it are still live.</summary>
    public event Action<IReadOnlyList<MemoryLeak>>? LeaksFound;

    /// <summary>Allocations that were live when their allocators were disposed; only allocators with guards know.</summary>
    public IReadOnlyList<MemoryLeak> Leaks
    {
        get
        {
            lock (_lock)
            {
                return [.. _leaks];
            }
        }
    }

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

    internal void AddLeaks(IReadOnlyList<MemoryLeak> leaks)
    {
        lock (_lock)
        {
            _leaks.AddRange(leaks);
        }

        LeaksFound?.Invoke(leaks);
    }

    internal void Close(MemoryAccount account)
    {
        lock (_lock)
        {
            _open.Remove(account);
        }
    }
}
