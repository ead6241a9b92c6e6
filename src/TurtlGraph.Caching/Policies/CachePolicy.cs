using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Decides which of the cached assets goes when room is needed. Assets are dense slot numbers that the caller gives out; the
/// policy keeps its state in columns over them, in native memory, and in a bounded memory of evicted keys where it needs one.
/// </summary>
/// <remarks>
/// <para>The caller finds out whether a key is cached. Hit: <see cref="Access"/>. Miss: <see cref="Announce"/>, then
/// <see cref="Evict"/> until the asset fits, then <see cref="Admit"/>. Room may also be made without an announced asset, and
/// an asset may be admitted without being announced. What leaves for another reason: <see cref="Remove"/>.</para>
/// <para>The same objects serve the runtime, the simulator and shadow caches. Not thread-safe: one thread at a time.
/// Accesses, evictions and admissions allocate nothing while the slots lie within the columns. The owner disposes.</para>
/// </remarks>
public abstract partial class CachePolicy : IDisposable
{
    private const byte Absent = 0;
    private const byte Cached = 1;
    private const byte PinnedState = 2;

    private Column<byte> _states;
    private Column<ulong> _keys;
    private Column<long> _weights;
    private CachePolicy? _lender;
    private ulong _announced;
    private bool _hasAnnounced;

    /// <summary>Makes an empty policy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1, or the number of slots negative.</exception>
    private protected CachePolicy(string name, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Name = name;
        Capacity = options.Capacity;
        GrowColumns(options.Slots);
    }

    /// <summary>The name <see cref="CachePolicies.Create"/> knows it by.</summary>
    public string Name { get; }

    /// <summary>Greatest total weight.</summary>
    public long Capacity { get; }

    /// <summary>Weight of all that is cached, pinned slots included.</summary>
    public long UsedWeight { get; private set; }

    /// <summary>Number of cached slots, pinned ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Number of pinned slots.</summary>
    public int PinnedCount { get; private set; }

    /// <summary>Slots below this number need no growth.</summary>
    public int SlotCount => _states.Length;

    /// <summary>Whether the policy reads <see cref="NextUse"/>: only the offline bound does.</summary>
    public virtual bool NeedsNextUse => false;

    /// <summary>
    /// Number of the request at which the asset that is accessed or admitted next is asked for again; <see cref="long.MaxValue"/>
    /// for never. Set before each <see cref="Access"/> and <see cref="Announce"/> when <see cref="NeedsNextUse"/>.
    /// </summary>
    public long NextUse { get; set; } = long.MaxValue;

    /// <summary>Bytes of native memory held by columns and tables.</summary>
    public long MetadataBytes => _states.Bytes + (_lender is null ? _keys.Bytes + _weights.Bytes : 0) + OwnBytes;

    /// <summary>Number of accesses and admissions so far: the policy's clock.</summary>
    public long Now { get; private set; }

    /// <summary>The column of keys; growth moves it.</summary>
    internal unsafe ulong* KeyColumn => _keys.Pointer;

    /// <summary>Bytes of the derived policy's columns.</summary>
    private protected abstract long OwnBytes { get; }

    /// <summary>Weight of what is announced and not yet admitted; 0 when nothing is.</summary>
    private protected long AnnouncedWeight { get; private set; }

    /// <summary>Whether the slot is cached.</summary>
    public bool Contains(int slot) => (uint)slot < (uint)_states.Length && _states[slot] != Absent;

    /// <summary>Whether the slot is cached and pinned.</summary>
    public bool IsPinned(int slot) => (uint)slot < (uint)_states.Length && _states[slot] == PinnedState;

    /// <summary>Key of a cached slot.</summary>
    public ulong KeyOf(int slot) => _keys[slot];

    /// <summary>Weight of a cached slot.</summary>
    public long WeightOf(int slot) => _weights[slot];

    /// <summary>Says that the asset in a cached slot is used. While it is pinned nothing is noted; unpinning counts as a use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Access(int slot)
    {
        Debug.Assert(Contains(slot), "The slot is not cached.");
        Now++;
        if (_states[slot] == Cached)
        {
            OnAccess(slot);
        }
    }

    /// <summary>Says that an asset is asked for that is not cached and will be admitted: <see cref="Evict"/> takes it into account.</summary>
    public void Announce(in CacheRequest request)
    {
        Debug.Assert(request.Weight > 0, "Weights are at least 1.");
        Now++;
        _announced = request.Key;
        _hasAnnounced = true;
        AnnouncedWeight = request.Weight;
        OnAnnounce(in request);
    }

    /// <summary>Chooses a victim and forgets it. The slot is free then; its key and weight can still be read until it is admitted anew.</summary>
    /// <returns>The slot, or -1 when nothing is cached that is not pinned.</returns>
    public int Evict()
    {
        if (Count == PinnedCount)
        {
            return -1;
        }

        int slot = OnEvict();
        Debug.Assert(_states[slot] == Cached, "A victim is cached and not pinned.");
        Forget(slot);
        return slot;
    }

    /// <summary>Takes an asset into a free slot. That it fits is the caller's affair.</summary>
    /// <param name="slot">0 or more; not cached. A slot beyond <see cref="SlotCount"/> makes the columns grow.</param>
    /// <param name="request">The asset.</param>
    /// <exception cref="InvalidOperationException">The slot is cached already.</exception>
    public void Admit(int slot, in CacheRequest request)
    {
        if (!_hasAnnounced || _announced != request.Key)
        {
            Announce(in request);
        }

        _hasAnnounced = false;
        AnnouncedWeight = 0;
        if (slot >= _states.Length)
        {
            int slots = Math.Max(slot + 1, (int)Math.Min(_states.Length * 2L, int.MaxValue - 64));
            GrowColumns(slots);
            OnGrow(slots);
        }

        ref byte state = ref _states[slot];
        if (state != Absent)
        {
            ThrowCached(slot);
        }

        state = Cached;
        _keys[slot] = request.Key;
        _weights[slot] = request.Weight;
        UsedWeight += request.Weight;
        Count++;
        OnAdmit(slot, in request);
    }

    /// <summary>Admits what another policy held, and the uses it saw. Those that it would have evicted first come first.</summary>
    internal void TakeOver(int slot, in CacheRequest request, int uses)
    {
        Admit(slot, in request);
        OnTakeOver(slot);
        for (int use = 0; use < uses; use++)
        {
            Access(slot);
        }
    }

    /// <summary>
    /// Reads keys and weights from the columns of a policy that gives this one the same slots, and keeps none itself. To be called
    /// again when that policy's columns have grown.
    /// </summary>
    internal void Borrow(CachePolicy lender)
    {
        if (_lender is null)
        {
            _keys.Dispose();
            _weights.Dispose();
        }

        _lender = lender;
        _keys = lender._keys;
        _weights = lender._weights;
    }

    /// <summary>Forgets a slot that left the cache for another reason than this policy's choice; nothing when it is not cached.</summary>
    public void Remove(int slot)
    {
        if (!Contains(slot))
        {
            return;
        }

        if (_states[slot] == Cached)
        {
            OnRemove(slot);
        }
        else
        {
            OnRemovePinned(slot);
            PinnedCount--;
        }

        Forget(slot);
    }

    /// <summary>
    /// Takes a cached slot out of the order of victims until <see cref="Unpin"/>. Pins are not counted: the first unpin ends it.
    /// </summary>
    public void Pin(int slot)
    {
        Debug.Assert(Contains(slot), "The slot is not cached.");
        if (_states[slot] == Cached)
        {
            OnPin(slot);
            _states[slot] = PinnedState;
            PinnedCount++;
        }
    }

    /// <summary>Gives a pinned slot back to the order of victims, as used just now; nothing when it is not pinned.</summary>
    public void Unpin(int slot)
    {
        if (IsPinned(slot))
        {
            _states[slot] = Cached;
            PinnedCount--;
            OnUnpin(slot);
        }
    }

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the columns of this class and, overridden, of derived ones.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _states.Dispose();
        if (_lender is null)
        {
            _keys.Dispose();
            _weights.Dispose();
        }
    }

    private void Forget(int slot)
    {
        _states[slot] = Absent;
        UsedWeight -= _weights[slot];
        Count--;
    }

    private void GrowColumns(int slots)
    {
        _states.Grow(slots);
        if (_lender is not null)
        {
            Borrow(_lender);
            return;
        }

        _keys.Grow(slots);
        _weights.Grow(slots);
    }

    [DoesNotReturn]
    private static void ThrowCached(int slot) => throw new InvalidOperationException(
        $"Slot {slot} is cached already. Remove or evict it before another asset is admitted to it.");
}
