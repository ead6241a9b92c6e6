using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Life and death of entities.</content>
public sealed unsafe partial class World
{
    /// <summary>Creates an entity without components.</summary>
    public Entity Create() => Create(ArchetypeOf(ComponentMask.Empty));

    /// <summary>Creates an entity whose components are zero.</summary>
    /// <exception cref="ArgumentException">The archetype belongs to another world.</exception>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create(Archetype archetype)
    {
        CheckOwn(archetype);
        _version++;
        _entities.EnsureFree(1);
        var row = archetype.AppendMany(1, out var slot);
        return row[0] = _entities.Take(slot);
    }

    /// <summary>Creates an entity for each element of <paramref name="created"/>, their components zero, and writes them there.</summary>
    /// <exception cref="ArgumentException">The archetype belongs to another world.</exception>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full. Entities made before that stay and are in <paramref name="created"/>.</exception>
    public void CreateMany(Archetype archetype, Span<Entity> created)
    {
        CheckOwn(archetype);
        _version++;
        _entities.EnsureFree(created.Length);
        while (!created.IsEmpty)
        {
            var made = archetype.AppendMany(created.Length, out var slot);
            _entities.TakeMany(slot, made);
            made.CopyTo(created);
            created = created[made.Length..];
        }
    }

    /// <summary>Destroys an entity; false when the handle is stale already.</summary>
    public bool Destroy(Entity entity)
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        _version++;
        var layout = _store.Decode(slot, out var chunk, out var row);
        RemoveRow(layout, chunk, row, slot);
        _entities.Release(entity);
        return true;
    }

    /// <summary>Whether the handle names a living entity of this world.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAlive(Entity entity) => _entities.TryFind(entity, out _);

    /// <summary>The archetype of a living entity.</summary>
    /// <exception cref="StaleEntityException">The handle is stale.</exception>
    public Archetype ArchetypeOf(Entity entity)
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            ThrowStale(entity);
        }

        return ArchetypeAt(slot);
    }

    /// <summary>Opens a row for a new entity. The caller writes all its components.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ChunkLayout Open(Archetype archetype, out byte* chunk, out int row, out Entity entity)
    {
        _version++;
        _entities.EnsureFree(1);
        var layout = archetype.Append(out chunk, out row, out var slot);
        entity = _entities.Take(slot);
        ((Entity*)chunk)[row] = entity;
        return layout;
    }

    private Archetype ArchetypeAt(uint slot) => _store.Layouts.OfRow(_blocks[slot >> _rowBits].OffsetRow).Archetype;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveRow(ChunkLayout layout, byte* chunk, int row, uint slot)
    {
        var moved = layout.Archetype.Remove(layout, chunk, row);
        if (!moved.IsNone)
        {
            _entities.Place(moved, slot);
        }
    }

    private void CheckOwn(Archetype archetype)
    {
        ArgumentNullException.ThrowIfNull(archetype);
        if (archetype.World != this)
        {
            throw new ArgumentException($"The archetype ({archetype.Mask}) belongs to another world.", nameof(archetype));
        }
    }

    [DoesNotReturn]
    private static void ThrowStale(Entity entity) => throw new StaleEntityException(
        $"{entity} is not alive in this world: it was destroyed, or another world made it. Ask {nameof(IsAlive)} or {nameof(TryGet)} where that may happen.");
}
