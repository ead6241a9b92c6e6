using System.Numerics;

namespace TurtlGraph.Memory;

/// <content>Making, counting, ending.</content>
public sealed unsafe partial class NativePool : IDerivedCounters
{
    private readonly ReservedRange _range;
    private readonly NativeArray<uint> _stateArray;
    private readonly NativeArray<ThreadCache> _cacheArray;
    private readonly NativeArray<PaddedCounter> _head;
    private readonly AllocationLedger? _ledger;
    private readonly MemoryAccount? _account;
    private readonly int _blockSlots;
    private long _taken;
    private long _mostTaken;
    private long _sharedRents;
    private bool _disposed;

    /// <summary>Makes a pool; it reserves address space and has no memory for slots yet.</summary>
    /// <param name="slotBytes">Bytes in a slot, at least 1; slots lie at multiples of 64.</param>
    /// <param name="options">Numbers of slots, name, profile, guards.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or number out of its range.</exception>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    public NativePool(int slotBytes, NativePoolOptions? options = null)
    {
        options ??= new NativePoolOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slotBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BlockSlots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxSlots);
        var cacheSlots = options.ThreadSlots ?? Math.Min(ThreadCache.MaxSlots, options.MaxSlots / 16);
        ArgumentOutOfRangeException.ThrowIfNegative(cacheSlots, nameof(options.ThreadSlots));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cacheSlots, ThreadCache.MaxSlots, nameof(options.ThreadSlots));

        Name = options.Name;
        SlotBytes = slotBytes;
        _blockSlots = options.BlockSlots;
        MaxSlots = options.MaxSlots;
        _ledger = AllocationLedger.Create(options.Guards, options.Name, options.Profile);
        _cacheSlots = _ledger is null && cacheSlots >= 2 ? cacheSlots : 0;
        Stride = CacheLine.AlignUp(_ledger?.OuterBytes(slotBytes, CacheLine.Size) ?? slotBytes);
        var lines = MaxSlots * (Stride >> LineShift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines, int.MaxValue, nameof(options.MaxSlots));

        _lines = (uint)lines;
        var tables = new CollectionOptions { Name = $"{Name}, tables", Profile = options.Profile, Guards = MemoryGuards.Off };
        try
        {
            _stateArray = new NativeArray<uint>((int)lines, tables);
            _head = new NativeArray<PaddedCounter>(1, tables);
            _cacheArray = new NativeArray<ThreadCache>(ThreadSlot.Count, tables);
            _account = options.Profile?.Open(Name, MemoryTier.Pool, this);
            _range = new ReservedRange(MaxSlots * Stride, _blockSlots * Stride, _account);
        }
        catch
        {
            Release();
            throw;
        }

        _states = _stateArray.Pointer;
        _caches = _cacheArray.Pointer;
        _base = _range.Base;
        _free = new FreeStack<Tagged, NoGate>(_states, &_head.Pointer->Value, _lines);
    }

    /// <summary>What the memory is for, as reports call it.</summary>
    public string Name { get; }

    /// <summary>Bytes from one slot to the next, a multiple of 64.</summary>
    public long Stride { get; }

    /// <summary>Slots that have memory.</summary>
    public int Slots => Volatile.Read(ref _slots);

    /// <summary>Slots that are rented now; exact only when no other thread uses the pool.</summary>
    public int RentedSlots
    {
        get
        {
            var rented = Volatile.Read(ref _taken);
            for (var i = 1; i < ThreadSlot.HighWater; i++)
            {
                rented -= _caches[i].Total;
            }

            return (int)Math.Clamp(rented, 0, MaxSlots);
        }
    }

    /// <summary>The account of the pool, for tests.</summary>
    internal MemoryAccount? Account => _account;

    /// <summary>With guards, checks all slots; without, does nothing.</summary>
    /// <exception cref="MemoryCorruptionException">Damage was found.</exception>
    public void Verify() => _ledger?.Verify();

    /// <summary>
    /// Releases all memory. No other thread may still use the pool. With guards, slots that are still rented are reported as
    /// leaks in the profile.
    /// </summary>
    /// <exception cref="MemoryCorruptionException">Guards are on and found damage; the pool is disposed all the same.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            _ledger?.Verify();
        }
        finally
        {
            _ledger?.Dispose();
            Release();
        }
    }

    /// <summary>Line and tag on top of the shared stack, for tests.</summary>
    internal long Head => _free.Head;

    /// <summary>The cache of the thread with a number, for tests.</summary>
    internal ThreadCache* CacheOf(int threadSlot) => _caches + threadSlot;

    /// <summary>The slots while the account still counts them, the caches after it has asked them once more.</summary>
    private void Release()
    {
        _range?.Dispose();
        _account?.Dispose();
        _stateArray?.Dispose();
        _cacheArray?.Dispose();
        _head?.Dispose();
    }

    private void CountTaken(int slots)
    {
        var taken = Interlocked.Add(ref _taken, slots);
        for (var most = Volatile.Read(ref _mostTaken); taken > most;)
        {
            var seen = Interlocked.CompareExchange(ref _mostTaken, taken, most);
            most = seen == most ? taken : seen;
        }
    }

    /// <summary>Tells what the caches counted. The peak counts slots outside the shared stack, those in caches included.</summary>
    void IDerivedCounters.AddTo(ref MemoryAccount.Counters counters)
    {
        if (_caches == null)
        {
            return;
        }

        var rented = RentedSlots;
        var rents = Volatile.Read(ref _sharedRents);
        for (var i = 1; i < ThreadSlot.HighWater; i++)
        {
            rents += Volatile.Read(ref _caches[i].Rents);
        }

        counters.CurrentBytes += (long)rented * SlotBytes;
        counters.PeakBytes += (long)Math.Max(Volatile.Read(ref _mostTaken), rented) * SlotBytes;
        counters.TotalBytes += rents * SlotBytes;
        counters.Allocations += rents;
        counters.Frees += Math.Max(0, rents - rented);
        counters.WasteBytes += rented * (Stride - SlotBytes);
        counters.Sizes[BitOperations.Log2((uint)SlotBytes)] += rents;
    }
}
