namespace TurtlGraph.Memory;

/// <content>What guarded allocators still held when they were disposed.</content>
public sealed partial class MemoryProfile
{
    private readonly List<MemoryLeak> _leaks = [];

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

    internal void AddLeaks(IReadOnlyList<MemoryLeak> leaks)
    {
        lock (Gate)
        {
            _leaks.AddRange(leaks);
        }

        LeaksFound?.Invoke(leaks);
    }
}
