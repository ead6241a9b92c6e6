namespace TurtlGraph.Memory;

/// <summary>All accounts of one name in one tier: the open ones, and the totals of those that were closed.</summary>
internal sealed class MemoryOwner(string name, MemoryTier tier)
{
    private readonly List<MemoryAccount> _open = [];
    private MemoryFigures _closed;

    /// <summary>Bytes committed under this name.</summary>
    public CommittedCounter Committed;

    public string Name { get; } = name;

    public MemoryTier Tier { get; } = tier;

    public int OpenAccounts => _open.Count;

    /// <summary>Under the profile's gate.</summary>
    public void Open(MemoryAccount account) => _open.Add(account);

    /// <summary>Under the profile's gate: keeps what does not end with the allocator.</summary>
    public void Close(MemoryAccount account, in MemoryAccount.Counters last)
    {
        // What was in use together before this moment was not more than these peaks together.
        _closed.PeakBytes = Math.Max(_closed.PeakBytes, PeaksOfOpen());
        _open.Remove(account);
        _closed.TotalBytes += last.TotalBytes;
        _closed.Allocations += last.Allocations;
        _closed.Frees += last.Frees;
        _closed.Resets += last.Resets;
        _closed.Sizes.Add(last.Sizes);
    }

    /// <summary>Under the profile's gate: the figures now.</summary>
    public void Read(ref MemoryFigures figures)
    {
        figures = _closed;
        long peaks = 0;
        foreach (var account in _open)
        {
            var counters = account.ReadLocked();
            peaks += counters.PeakBytes;
            figures.Add(counters);
        }

        figures.PeakBytes = Math.Max(_closed.PeakBytes, peaks);
        figures.CommittedBytes = Committed.Now;
        figures.PeakCommittedBytes = Committed.Peak;
    }

    private long PeaksOfOpen()
    {
        long peaks = 0;
        foreach (var account in _open)
        {
            peaks += account.ReadLocked().PeakBytes;
        }

        return peaks;
    }
}
