using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <summary>
/// An arena for each thread that asks for one, on the NUMA node the thread runs on, so that threads allocate without waiting
/// for each other. The number of arenas is bounded; a thread that has ended leaves its arena, emptied, to the next one.
/// </summary>
/// <remarks>
/// <see cref="Current"/> and <see cref="Release"/> may be called by any thread. What a thread allocates may be used by other
/// threads until it resets or releases its arena, or ends. The owner disposes all arenas when no thread uses them any more.
/// </remarks>
public sealed class ThreadArenas : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ThreadLocal<Lease?> _mine = new();
    private readonly List<Lease> _leases = [];
    private readonly ArenaOptions _options;
    private readonly PageSystem _pages;
    private bool _disposed;

    /// <summary>Makes no arena yet.</summary>
    /// <param name="options">
    /// Options of each arena; its name is followed by a number. With <see cref="ArenaOptions.NumaNode"/> null each arena is on the
    /// node that its thread runs on when it first asks.
    /// </param>
    /// <param name="maxThreads">The most arenas at once, at least 1.</param>
    public ThreadArenas(ArenaOptions? options = null, int maxThreads = 64)
        : this(options ?? new ArenaOptions { Name = "thread" }, maxThreads, PageSystem.Current)
    {
    }

    internal ThreadArenas(ArenaOptions options, int maxThreads, PageSystem pages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        _options = options;
        _pages = pages;
        MaxThreads = maxThreads;
    }

    /// <summary>The most arenas at once.</summary>
    public int MaxThreads { get; }

    /// <summary>Arenas that exist, those without a thread included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _leases.Count;
            }
        }
    }

    /// <summary>The calling thread's arena, which only this thread may use.</summary>
    /// <exception cref="ArenaExhaustedException"><see cref="MaxThreads"/> living threads have an arena already.</exception>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    /// <exception cref="ObjectDisposedException">The arenas are disposed.</exception>
    public Arena Current => (_mine.Value ?? Take()).Arena;

    /// <summary>Gives the calling thread's arena back, if it has one; what it allocated is freed.</summary>
    /// <exception cref="InvalidOperationException">A scope of the arena is open.</exception>
    public void Release()
    {
        if (_mine.Value is { } lease)
        {
            lease.Arena.Reset();
            _mine.Value = null;
            lock (_lock)
            {
                lease.Thread = null;
            }
        }
    }

    /// <summary>Disposes all arenas. No thread may use them any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (var lease in _leases)
            {
                lease.Arena.Dispose();
            }

            _leases.Clear();
            _mine.Dispose();
        }
    }

    private Lease Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var node = _options.NumaNode ?? (_pages.NumaNodes > 1 ? _pages.CurrentNode : null);
            var lease = Left(node) ?? Make(node);
            lease.Thread = Thread.CurrentThread;
            _mine.Value = lease;
            return lease;
        }
    }

    /// <summary>An arena that no living thread has; one of another node is replaced only when no more may be made.</summary>
    private Lease? Left(int? node)
    {
        Lease? elsewhere = null;
        foreach (var lease in _leases)
        {
            if (lease.Thread is { IsAlive: true })
            {
                continue;
            }

            if (lease.Node == node)
            {
                lease.Arena.Abandon();
                return lease;
            }

            elsewhere = lease;
        }

        if (elsewhere != null && _leases.Count == MaxThreads)
        {
            _leases.Remove(elsewhere);
            elsewhere.Arena.Dispose();
        }

        return null;
    }

    private Lease Make(int? node)
    {
        if (_leases.Count == MaxThreads)
        {
            ThrowFull();
        }

        var options = _options with { Name = $"{_options.Name} {_leases.Count}", NumaNode = node };
        var lease = new Lease(new Arena(options, _pages), node);
        _leases.Add(lease);
        return lease;
    }

    [DoesNotReturn]
    private void ThrowFull() => throw new ArenaExhaustedException(
        $"{MaxThreads} living threads have a \"{_options.Name}\" arena each; raise the limit, or let threads that are done release theirs.");

    private sealed class Lease(Arena arena, int? node)
    {
        public Arena Arena { get; } = arena;

        public int? Node { get; } = node;

        public Thread? Thread { get; set; }
    }
}
