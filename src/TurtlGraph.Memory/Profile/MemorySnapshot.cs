namespace TurtlGraph.Memory;

/// <summary>
/// The figures of a <see cref="MemoryProfile"/> at one moment. While allocators work, each counter may be an operation behind
/// the others; once they rest, all are exact. One thread at a time.
/// </summary>
public sealed partial class MemorySnapshot
{
    private readonly MemoryFigures[] _tiers = new MemoryFigures[MemoryProfile.Tiers];
    private readonly List<RefusedHint> _refusals = [];
    private readonly List<MemoryLeak> _leaks = [];
    private OwnerFigures[] _owners = new OwnerFigures[16];
    private int _ownerCount;
    private MemoryFigures _total;

    /// <summary>All tiers together.</summary>
    public ref readonly MemoryFigures Total => ref _total;

    /// <summary>Each name in each tier, in the order in which they first appeared; those whose allocators are gone included.</summary>
    public ReadOnlySpan<OwnerFigures> Owners => _owners.AsSpan(0, _ownerCount);

    /// <summary>Page faults of the process since it began.</summary>
    public PageFaults Faults { get; internal set; }

    /// <summary>The system's heap, where the platform tells.</summary>
    public NativeHeapFigures NativeHeap { get; internal set; }

    /// <summary>Hints that the system did not take, each with how often.</summary>
    public IReadOnlyList<RefusedHint> RefusedHints => _refusals;

    /// <summary>Refusals beyond those that are told apart.</summary>
    public long FurtherRefusals { get; internal set; }

    /// <summary>What guarded allocators found still live when they were disposed.</summary>
    public IReadOnlyList<MemoryLeak> Leaks => _leaks;

    internal ref MemoryFigures TotalRow => ref _total;

    /// <summary>One tier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tier.</exception>
    public ref readonly MemoryFigures Tier(MemoryTier tier)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)tier, MemoryProfile.Tiers, nameof(tier));
        return ref _tiers[(int)tier];
    }

    /// <summary>The row of an owner, or a row of zeros named so when it has counted nothing.</summary>
    public OwnerFigures Owner(string name, MemoryTier tier)
    {
        foreach (ref readonly var owner in Owners)
        {
            if (owner.Tier == tier && owner.Name == name)
            {
                return owner;
            }
        }

        return new OwnerFigures { Name = name, Tier = tier };
    }

    internal ref MemoryFigures TierRow(MemoryTier tier) => ref _tiers[(int)tier];

    internal void Clear()
    {
        _total = default;
        Array.Clear(_tiers);
        _ownerCount = 0;
        _refusals.Clear();
        _leaks.Clear();
    }

    internal ref MemoryFigures AddOwner(string name, MemoryTier tier, int accounts)
    {
        if (_ownerCount == _owners.Length)
        {
            Array.Resize(ref _owners, _owners.Length * 2);
        }

        ref var row = ref _owners[_ownerCount++];
        row.Name = name;
        row.Tier = tier;
        row.Accounts = accounts;
        return ref row.Figures;
    }

    internal void AddRefusal(RefusedHint hint) => _refusals.Add(hint);

    internal void AddLeak(MemoryLeak leak) => _leaks.Add(leak);
}
