using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// A policy whose order changes with time, so no list can hold it: each victim is the best of some slots drawn at random. It knows how
/// often and when each was used.
/// </summary>
public abstract class SampledPolicy : CachePolicy
{
    /// <summary>Slots drawn for one victim. The best of 64 is, on average, among the best 1.6 % of all.</summary>
    private protected const int Drawn = 64;

    private Column<int> _dense;
    private Column<int> _places;
    private Column<long> _usedAt;
    private Column<int> _uses;
    private Column<byte> _classes;
    private int _count;
    private ulong _random;

    private protected SampledPolicy(string name, CachePolicyOptions options)
        : base(name, options)
    {
        _dense.Grow(options.Slots);
        _places.Grow(options.Slots);
        _usedAt.Grow(options.Slots);
        _uses.Grow(options.Slots);
        _classes.Grow(options.Slots);
        _random = (options.Seed * 0x9E3779B97F4A7C15) | 1;
    }

    private protected override long OwnBytes => _dense.Bytes + _places.Bytes + _usedAt.Bytes + _uses.Bytes + _classes.Bytes;

    /// <summary>Number of slots in the order.</summary>
    private protected int OrderedCount => _count;

    /// <summary>Mean weight of what is cached.</summary>
    private protected double AverageWeight => Count > 0 ? (double)UsedWeight / Count : 1;

    private protected override void OnAccess(int slot)
    {
        _usedAt[slot] = Now;
        _uses[slot] += _uses[slot] < int.MaxValue ? 1 : 0;
    }

    private protected override void OnAdmit(int slot, in CacheRequest request)
    {
        _usedAt[slot] = Now;
        _uses[slot] = 1;
        _classes[slot] = request.KeepClass;
        Include(slot);
    }

    private protected override void OnRemove(int slot) => Exclude(slot);

    private protected override void OnUnpin(int slot)
    {
        Include(slot);
        OnAccess(slot);
    }

    private protected override void OnGrow(int slots)
    {
        _dense.Grow(slots);
        _places.Grow(slots);
        _usedAt.Grow(slots);
        _uses.Grow(slots);
        _classes.Grow(slots);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _dense.Dispose();
        _places.Dispose();
        _usedAt.Dispose();
        _uses.Dispose();
        _classes.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Uses since the slot was admitted, at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected int UsesOf(int slot) => _uses[slot];

    /// <summary>Requests since the slot's last use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected long RequestsSinceUse(int slot) => Now - _usedAt[slot];

    /// <summary>The class in which the slot was admitted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected byte ClassOf(int slot) => _classes[slot];

    /// <summary>Draws up to <see cref="Drawn"/> slots: all of them when there are no more than that.</summary>
    /// <returns>How many were drawn.</returns>
    private protected int Draw(Span<int> slots)
    {
        if (_count <= Drawn)
        {
            for (int i = 0; i < _count; i++)
            {
                slots[i] = _dense[i];
            }

            return _count;
        }

        for (int i = 0; i < Drawn; i++)
        {
            slots[i] = _dense[(int)(((NextRandom() >> 32) * (ulong)_count) >> 32)];
        }

        return Drawn;
    }

    private protected void Include(int slot)
    {
        _places[slot] = _count;
        _dense[_count++] = slot;
    }

    private protected void Exclude(int slot)
    {
        int last = _dense[--_count];
        _dense[_places[slot]] = last;
        _places[last] = _places[slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return _random * 0x2545F4914F6CDD1D;
    }
}
