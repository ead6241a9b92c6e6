using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// One 8-byte word for each entity: generation above, slot below, so that a checked lookup costs one cache miss. The
/// generation is odd while the entity lives and even while the record is free, when the lower half links the free list;
/// so a word equals a handle's generation only while the handle is good.
/// </summary>
/// <remarks>A struct, so that a lookup reads the world's own fields. It lives in one field of the world, which owns the words, and is never copied.</remarks>
internal unsafe struct EntityTable
{
    private const int LeastGrowth = 1024;
    private const uint LastGeneration = uint.MaxValue;

    private readonly NativeList<ulong> _words;
    private readonly ulong* _word;
    private uint _count;
    private int _free;

    /// <summary>Record 0 belongs to <see cref="Entity.None"/> and is never alive; it also ends the free list.</summary>
    public EntityTable(NativeList<ulong> words, int capacity)
    {
        _words = words;
        _word = words.Pointer;
        _words.Add((ulong)LastGeneration << 32);
        _count = 1;
        EnsureFree(Math.Max(capacity, 1));
    }

    /// <summary>Entities that live.</summary>
    public int Alive { get; private set; }

    private readonly int Free => (int)_count - 1 - Alive - Retired;

    /// <summary>Records whose generations are used up; they serve no entity again.</summary>
    private int Retired { get; set; }

    /// <summary>The slot of a living entity; false when the handle is stale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryFind(Entity entity, out uint slot)
    {
        var index = (uint)entity.Index;
        if (index < _count)
        {
            var word = _word[index];
            slot = (uint)word;
            return (uint)(word >> 32) == entity.Generation;
        }

        slot = 0;
        return false;
    }

    /// <summary>Makes sure that the next <paramref name="count"/> calls of <see cref="Take"/> succeed.</summary>
    /// <exception cref="ArenaExhaustedException">The world would have more than its greatest number of entities.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnsureFree(int count)
    {
        if (Free < count)
        {
            Grow(count);
        }
    }

    /// <summary>Gives a record to a new entity. One must be free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entity Take(uint slot)
    {
        var index = _free;
        var word = _word[index];
        _free = (int)(uint)word;
        var generation = (uint)(word >> 32) + 1;
        _word[index] = ((ulong)generation << 32) | slot;
        Alive++;
        return new Entity(index, generation);
    }

    /// <summary>Gives records to entities in consecutive slots.</summary>
    public void TakeMany(uint slot, Span<Entity> entities)
    {
        var index = _free;
        for (var i = 0; i < entities.Length; i++)
        {
            var word = _word[index];
            var generation = (uint)(word >> 32) + 1;
            _word[index] = ((ulong)generation << 32) | (slot + (uint)i);
            entities[i] = new Entity(index, generation);
            index = (int)(uint)word;
        }

        _free = index;
        Alive += entities.Length;
    }

    /// <summary>Points a living entity to another slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Place(Entity entity, uint slot) => _word[(uint)entity.Index] = ((ulong)entity.Generation << 32) | slot;

    /// <summary>Makes every handle of a living entity stale and frees its record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(Entity entity)
    {
        Alive--;
        if (entity.Generation == LastGeneration)
        {
            _word[(uint)entity.Index] = (ulong)(LastGeneration - 1) << 32;
            Retired++;
            return;
        }

        _word[(uint)entity.Index] = ((ulong)(entity.Generation + 1) << 32) | (uint)_free;
        _free = entity.Index;
    }

    /// <summary>Lets a test begin near the end of a record's generations.</summary>
    internal readonly void SetNextGeneration(int index, uint evenGeneration) =>
        _word[index] = ((ulong)evenGeneration << 32) | (uint)_word[index];

    /// <summary>Makes every handle stale for good, before the words are released.</summary>
    public void Close() => _count = 0;

    /// <summary>Appends records and puts them in front of the free list, the lowest number first.</summary>
    private void Grow(int needed)
    {
        var missing = needed - Free;
        var room = _words.MaxCount - _words.Count;
        var added = Math.Max(missing, Math.Min(room, Math.Max(LeastGrowth, _words.Count / 2)));
        _words.EnsureCapacity(added);
        var first = _words.Count;
        var words = _words.AddUninitialized(added);
        for (var i = 0; i < added; i++)
        {
            words[i] = (uint)(i + 1 < added ? first + i + 1 : _free);
        }

        _free = first;
        _count = (uint)_words.Count;
    }
}
