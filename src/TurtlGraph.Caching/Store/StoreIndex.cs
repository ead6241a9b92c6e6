namespace TurtlGraph.Caching;

/// <summary>
/// From keys to places: shards by the upper bits of a key's hash, so that growth moves a small part at a time. Any thread may call
/// anything; finding takes no lock.
/// </summary>
internal sealed class StoreIndex
{
    public const int ShardBits = 6;

    private readonly IndexShard[] _shards = new IndexShard[1 << ShardBits];

    public StoreIndex()
    {
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new IndexShard();
        }
    }

    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>Bytes of the tables.</summary>
    public long Bytes => _shards.Sum(shard => shard.Bytes);

    public IReadOnlyList<IndexShard> Shards => _shards;

    public Place Find(StoreKey key, int heat = 0)
    {
        ulong hash = key.Hash;
        return ShardOf(hash).Find(key, hash, heat);
    }

    /// <inheritdoc cref="IndexShard.Set"/>
    public Place Set(StoreKey key, Place place)
    {
        ulong hash = key.Hash;
        return ShardOf(hash).Set(key, hash, place);
    }

    /// <inheritdoc cref="IndexShard.Replace"/>
    public bool Replace(StoreKey key, Place expected, Place place)
    {
        ulong hash = key.Hash;
        return ShardOf(hash).Replace(key, hash, expected, place);
    }

    /// <inheritdoc cref="IndexShard.Remove"/>
    public Place Remove(StoreKey key, Place expected)
    {
        ulong hash = key.Hash;
        return ShardOf(hash).Remove(key, hash, expected);
    }

    /// <inheritdoc cref="IndexShard.MarkOlder"/>
    public void MarkOlder(StoreKey key)
    {
        ulong hash = key.Hash;
        ShardOf(hash).MarkOlder(key, hash);
    }

    /// <inheritdoc cref="IndexShard.Cool"/>
    public void Cool(StoreKey key)
    {
        ulong hash = key.Hash;
        ShardOf(hash).Cool(key, hash);
    }

    /// <summary>The keys whose records lie in a segment.</summary>
    public List<IndexSlot> EntriesOf(int segment)
    {
        var entries = new List<IndexSlot>();
        foreach (IndexShard shard in _shards)
        {
            shard.CopyTo(entries, segment);
        }

        return entries;
    }

    /// <summary>Makes room for so many entries.</summary>
    public void Reserve(int count)
    {
        foreach (IndexShard shard in _shards)
        {
            shard.Reserve(count / _shards.Length);
        }
    }

    /// <summary>Forgets all keys whose records lie in a segment, and returns them.</summary>
    public List<IndexSlot> RemoveSegment(int segment)
    {
        var removed = new List<IndexSlot>();
        foreach (IndexShard shard in _shards)
        {
            shard.RemoveSegment(segment, removed);
        }

        return removed;
    }

    private IndexShard ShardOf(ulong hash) => _shards[hash >> (64 - ShardBits)];
}
