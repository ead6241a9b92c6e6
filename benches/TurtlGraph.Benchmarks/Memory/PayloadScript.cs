namespace TurtlGraph.Benchmarks;

/// <summary>
/// The allocations and frees of a cache that is kept full with a real world's assets, written down once so that every allocator
/// does the same: requests come in the order of the world, and the oldest of eight at random gives way.
/// </summary>
internal sealed class PayloadScript
{
    private const int Samples = 8;

    private readonly List<int> _steps = [];
    private readonly List<(int Slot, int Bytes, long Used)> _live = [];
    private readonly Stack<int> _spare = [];
    private readonly Random _random = new(7);
    private int _slots;
    private long _bytes;

    /// <summary>Writes the script.</summary>
    /// <param name="sizes">Bytes of the assets.</param>
    /// <param name="target">Bytes that are kept in use.</param>
    /// <param name="requests">Requests after the memory is full.</param>
    public PayloadScript(int[] sizes, long target, int requests)
    {
        var next = 0;
        for (; _bytes + sizes[next % sizes.Length] <= target; next++)
        {
            Allocate(sizes[next % sizes.Length]);
        }

        FillSteps = _steps.Count;
        for (var i = 0; i < requests; i++, next++)
        {
            var bytes = sizes[next % sizes.Length];
            while (_bytes + bytes > target)
            {
                Free();
            }

            Allocate(bytes);
        }

        Steps = [.. _steps];
    }

    /// <summary>Pairs of a slot and the bytes that are allocated for it; 0 frees it.</summary>
    public int[] Steps { get; }

    /// <summary>How many entries of <see cref="Steps"/> fill the empty memory.</summary>
    public int FillSteps { get; }

    /// <summary>Number of slots.</summary>
    public int Slots => _slots;

    private void Allocate(int bytes)
    {
        var slot = _spare.TryPop(out var used) ? used : _slots++;
        _live.Add((slot, bytes, _steps.Count));
        _bytes += bytes;
        _steps.Add(slot);
        _steps.Add(bytes);
    }

    private void Free()
    {
        var oldest = _random.Next(_live.Count);
        for (var i = 1; i < Samples; i++)
        {
            var other = _random.Next(_live.Count);
            oldest = _live[other].Used < _live[oldest].Used ? other : oldest;
        }

        var (slot, bytes, _) = _live[oldest];
        _live[oldest] = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        _spare.Push(slot);
        _bytes -= bytes;
        _steps.Add(slot);
        _steps.Add(0);
    }
}
