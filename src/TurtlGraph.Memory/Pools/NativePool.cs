using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// Tier 3: lock-free slots of one size, 64-byte aligned, that never move. Each thread keeps a few free slots for itself and
/// exchanges them with a shared tagged stack in batches, so renting and returning costs no locked instruction in most cases
/// and threads do not contend. The pool grows by whole blocks up to a maximum; then renting says false.
/// </summary>
/// <remarks>
/// <para>All members but <see cref="Dispose"/> may be called by any thread at any time and make no garbage; a slot may be returned by another
/// thread than the one that rented it. Only growing takes a lock. A slot that lies in the cache of a thread that sleeps or
/// is gone is not lost: a thread that finds nothing else takes it from there. Renting says false only when every slot is
/// rented, or when the threads that keep the last ones are interrupted in the middle of an operation and do not go on while
/// the renter looks again and again.</para>
/// <para>Double and foreign returns are refused. Two threads that return one slot at the same instant may both succeed without
/// guards; that is found when the slot is rented next.</para>
/// </remarks>
public sealed unsafe partial class NativePool : IDisposable, IDerivedCounters
{
    private const uint Rented = uint.MaxValue - 1;
    private const uint Cached = uint.MaxValue - 2;
    private const int LineShift = 6;

    // A slot is known by the number of its first cache line, which a pointer turns into with one rotation. Its word is the
    // stack's while it lies there, and Cached or Rented else; the words of other lines stay zero.
    private readonly ThreadCache* _caches;
    private readonly uint* _states;
    private readonly byte* _base;
    private readonly uint _lines;
    private readonly int _cacheSlots;

    /// <summary>Bytes a renter may use in each slot.</summary>
    public int SlotBytes { get; }

    /// <summary>The most slots the pool can ever have.</summary>
    public int MaxSlots { get; }

    /// <summary>The pool as the calling thread sees it, for loops that rent and return often: it looks the thread up once.</summary>
    public LocalPool Local() => new(this, _caches + ThreadSlot.Take());

    /// <summary>
    /// Rents a slot, at a multiple of 64; false when all are rented. Contents are undefined: zero, or what was last written.
    /// </summary>
    /// <exception cref="MappingException">The system refuses the memory of a new block.</exception>
    /// <exception cref="MemoryCorruptionException">Damage was found.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRent(out byte* slot) => TryRent(OwnCache, out slot);

    /// <summary>Gives a rented slot back; it must not be used any more.</summary>
    /// <exception cref="MemoryCorruptionException">The slot is not rented (a double return), is none of this pool, or is damaged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(void* slot) => Return(OwnCache, (byte*)slot);

    private ThreadCache* OwnCache
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ThreadCache*)((byte*)_caches + ThreadSlot.CacheOffset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRent(ThreadCache* cache, out byte* slot)
    {
        Volatile.Write(ref cache->Busy, 1);
        if (Volatile.Read(ref cache->Gate) == ThreadCache.Open)
        {
            var front = cache->Front;
            if (front != null)
            {
                var line = LineOf(front);
                if (_states[line] == Cached)
                {
                    _states[line] = Rented;
                    cache->Front = null;
                    cache->Rents++;
                    Volatile.Write(ref cache->Busy, 0);
                    slot = front;
                    return true;
                }
            }
            else if (cache->Count - 1 is var last && last >= 0)
            {
                var line = cache->Slots[last];
                if (_states[line] == Cached)
                {
                    _states[line] = Rented;
                    cache->Count = last;
                    cache->Rents++;
                    Volatile.Write(ref cache->Busy, 0);
                    slot = PointerTo(line);
                    return true;
                }
            }
        }

        // The slow path returns its slot instead of writing it through an address, so that the caller's variable may stay in a register.
        slot = RentSlowly(cache);
        return slot != null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Return(ThreadCache* cache, byte* slot)
    {
        Volatile.Write(ref cache->Busy, 1);
        if (Volatile.Read(ref cache->Gate) == ThreadCache.Open)
        {
            var line = LineOf(slot);
            if (line < _lines && _states[line] == Rented)
            {
                if (cache->Front == null)
                {
                    _states[line] = Cached;
                    cache->Front = slot;
                    Volatile.Write(ref cache->Busy, 0);
                    return;
                }

                var count = cache->Count;
                if (count < _cacheSlots)
                {
                    _states[line] = Cached;
                    cache->Slots[count] = (uint)line;
                    cache->Count = count + 1;
                    Volatile.Write(ref cache->Busy, 0);
                    return;
                }
            }
        }

        ReturnSlowly(cache, slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* PointerTo(uint line) => _base + ((ulong)line << LineShift);

    /// <summary>Number of the line that starts at an address; a huge number when none does, since the low bits turn up on top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong LineOf(byte* address) => ulong.RotateRight((ulong)(address - _base), LineShift);
}
