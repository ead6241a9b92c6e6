using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The one book in which all memory tiers count: who holds how much, of what sizes, how much is wasted, which hints the system
/// refused. Allocators count in accounts of their own; a snapshot adds them up.
/// </summary>
/// <remarks>All members may be called by any thread.</remarks>
public sealed partial class MemoryProfile
{
    /// <summary>Names that are told apart; what comes after them counts under <see cref="OtherOwners"/>.</summary>
    private const int MostOwners = 1024;

    /// <summary>Refusals that are told apart; further ones are only counted.</summary>
    private const int MostRefusals = 128;

    private const string OtherOwners = "(others)";

    internal const int Tiers = 4;

    private readonly List<MemoryOwner> _owners = [];
    private readonly Dictionary<(string Name, MemoryTier Tier), MemoryOwner> _ownersByName = [];
    private readonly Dictionary<(string Owner, string Hint, string Reason), long> _refusals = [];
    private readonly CommittedCounter[] _committedByTier = new CommittedCounter[Tiers];
    private CommittedCounter _committed;
    private long _furtherRefusals;

    /// <summary>The profile of this process, in which an allocator counts unless it is given another one.</summary>
    public static MemoryProfile Process { get; } = new();

    /// <summary>
    /// Bytes backed by memory now, all tiers together but the mapped one: pages of mapped files are the system's cache, which it
    /// drops when memory is short.
    /// </summary>
    public long CommittedBytes => _committed.Now;

    /// <summary>The most that was backed by memory at once, mapped files apart; exact.</summary>
    public long PeakCommittedBytes => _committed.Peak;

    /// <summary>Guards the owners and their open accounts; never held while something is allocated by an allocator that counts.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Opens the account of an allocator, which must dispose it.</summary>
    internal MemoryAccount Open(string name, MemoryTier tier, IDerivedCounters? derived = null)
    {
        lock (Gate)
        {
            var owner = OwnerOf(name, tier);
            var account = new MemoryAccount(this, owner, derived);
            owner.Open(account);
            return account;
        }
    }

    internal void AddCommitted(MemoryTier tier, long bytes)
    {
        _committedByTier[(int)tier].Add(bytes);
        if (tier != MemoryTier.Mapped)
        {
            _committed.Add(bytes);
        }
    }

    internal void AddRefusal(string owner, string hint, string reason)
    {
        lock (Gate)
        {
            var key = (owner, hint, reason);
            if (_refusals.Count < MostRefusals || _refusals.ContainsKey(key))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_refusals, key, out _)++;
            }
            else
            {
                _furtherRefusals++;
            }
        }
    }

    private MemoryOwner OwnerOf(string name, MemoryTier tier)
    {
        if (_ownersByName.TryGetValue((name, tier), out var owner))
        {
            return owner;
        }

        if (_owners.Count >= MostOwners && name != OtherOwners)
        {
            return OwnerOf(OtherOwners, tier);
        }

        owner = new MemoryOwner(name, tier);
        _owners.Add(owner);
        _ownersByName.Add((name, tier), owner);
        return owner;
    }
}
