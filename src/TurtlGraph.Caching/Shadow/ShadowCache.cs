namespace TurtlGraph.Caching;

/// <summary>
/// A cache without contents: a policy, the index from keys to its slots, and free slots. What a simulator runs, and what a
/// policy that compares others runs beside the real cache.
/// </summary>
/// <remarks>
/// Cold start; a miss admits; an asset heavier than the whole cache is never admitted. A cached asset keeps the weight it was
/// admitted with. Not thread-safe. The cache owns the policy. Nothing is allocated by a request once the columns have grown.
/// </remarks>
public sealed unsafe class ShadowCache : IDisposable
{
    private readonly CachePolicy _policy;
    private KeyIndex _index;
    private Column<int> _free;
    private int _freeCount;
    private int _used;

    /// <summary>Makes an empty cache around an empty policy.</summary>
    public ShadowCache(CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        int expected = Math.Max(policy.SlotCount, 16);
        _index = new KeyIndex(expected);
        _free.Grow(expected);
    }

    /// <summary>The policy; its figures may be read.</summary>
    public CachePolicy Policy => _policy;

    /// <summary>Largest weight that is admitted; at first, and at most, the policy's capacity.</summary>
    public long MaxWeight { get; init; } = long.MaxValue;

    /// <summary>Number of assets that had to go so far.</summary>
    public long Evictions { get; private set; }

    /// <summary>Bytes of native memory: the policy's columns, index and free slots.</summary>
    public long MetadataBytes => _policy.MetadataBytes + _index.Bytes + _free.Bytes;

    /// <summary>Asks for an asset: true when it is cached, else it is admitted if it can be.</summary>
    public bool Request(in CacheRequest request)
    {
        int slot = _index.Find(request.Key, _policy.KeyColumn);
        if (slot >= 0)
        {
            _policy.Access(slot);
            return true;
        }

        if (request.Weight <= _policy.Capacity && request.Weight <= MaxWeight)
        {
            Admit(in request);
        }

        return false;
    }

    /// <summary>Whether the key is cached; no use is noted.</summary>
    public bool Contains(ulong key) => _index.Find(key, _policy.KeyColumn) >= 0;

    /// <summary>Drops a key; false when it is not cached.</summary>
    public bool Remove(ulong key)
    {
        int slot = _index.Find(key, _policy.KeyColumn);
        if (slot < 0)
        {
            return false;
        }

        _policy.Remove(slot);
        Release(slot);
        return true;
    }

    /// <summary>Releases all memory, the policy's too.</summary>
    public void Dispose()
    {
        _policy.Dispose();
        _index.Dispose();
        _free.Dispose();
    }

    private void Admit(in CacheRequest request)
    {
        _policy.Announce(in request);
        while (_policy.UsedWeight + request.Weight > _policy.Capacity)
        {
            Release(_policy.Evict());
            Evictions++;
        }

        int slot = TakeSlot();
        _index.Add(request.Key, slot);
        _policy.Admit(slot, in request);
    }

    private int TakeSlot()
    {
        if (_freeCount > 0)
        {
            return _free[--_freeCount];
        }

        if (_used == _free.Length)
        {
            _free.Grow(checked(_used * 2));
        }

        return _used++;
    }

    private void Release(int slot)
    {
        _index.Remove(_policy.KeyOf(slot), slot);
        _free[_freeCount++] = slot;
    }
}
