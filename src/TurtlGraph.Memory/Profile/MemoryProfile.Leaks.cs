namespace TurtlGraph.Memory;

/// <content>What guarded allocators still held when they were disposed.</content>
public sealed partial class MemoryProfile
{
    private readonly List<MemoryLeak> _leaks = [];
    private readonly List<AllocationLedger> _ledgers = [];

    /// <summary>Raised on the thread that disposes a guarded allocator, when allocations of it are still live.</summary>
    public event Action<IReadOnlyList<MemoryLeak>>? LeaksFound;

    /// <summary>Allocations that were live when their allocators were disposed; only allocators with guards know.</summary>
    public IReadOnlyList<MemoryLeak> Leaks
    {
        get
        {
            lock (Gate)
            {
                return [.. _leaks];
            }
        }
    }

    /// <summary>
    /// What guarded allocators that are not disposed hold now. At the end of a program these are leaks, too: of allocators that
    /// nobody has disposed, and of <see cref="NativeHeap.Shared"/>, which nobody can.
    /// </summary>
    public IReadOnlyList<MemoryLeak> FindLive()
    {
        AllocationLedger[] ledgers;
        lock (Gate)
        {
            ledgers = [.. _ledgers];
        }

        return [.. ledgers.SelectMany(ledger => ledger.Live())];
    }

    internal void Add(AllocationLedger ledger)
    {
        lock (Gate)
        {
            _ledgers.Add(ledger);
        }
    }

    internal void Remove(AllocationLedger ledger)
    {
        lock (Gate)
        {
            _ledgers.Remove(ledger);
        }
    }

    internal void AddLeaks(IReadOnlyList<MemoryLeak> leaks)
    {
        lock (Gate)
        {
            _leaks.AddRange(leaks);
        }

        LeaksFound?.Invoke(leaks);
    }
}
