using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Changing which components an entity has, by moving it to another archetype.</content>
public sealed unsafe partial class World
{
    private const int NoComponent = -1;

    /// <summary>
    /// Gives an entity a component, or overwrites the one it has; false when the handle is stale.
    /// </summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the entity is unchanged.</exception>
    public bool Add<T>(Entity entity, in T value = default)
        where T : unmanaged
    {
        if (!TryChange(entity, NoComponent, Component<T>.Id, out var slot))
        {
            return false;
        }

        Write(slot, value);
        return true;
    }

    /// <summary>Takes a component from an entity; false when the handle is stale or the entity does not have it.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the entity is unchanged.</exception>
    public bool Remove<T>(Entity entity)
        where T : unmanaged => Remove(entity, Component<T>.Id);

    /// <summary>
    /// Takes one component from an entity (if it has it) and gives it another (zero, unless it has it) in a single move, as
    /// when a state tag follows another; false when the handle is stale.
    /// </summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the entity is unchanged.</exception>
    public bool Change<TRemove, TAdd>(Entity entity)
        where TRemove : unmanaged
        where TAdd : unmanaged => TryChange(entity, Component<TRemove>.Id, Component<TAdd>.Id, out _);

    /// <summary>Like <see cref="Change{TRemove, TAdd}(Entity)"/>, and writes the component that was given.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the entity is unchanged.</exception>
    public bool Change<TRemove, TAdd>(Entity entity, in TAdd value)
        where TRemove : unmanaged
        where TAdd : unmanaged
    {
        if (!TryChange(entity, Component<TRemove>.Id, Component<TAdd>.Id, out var slot))
        {
            return false;
        }

        Write(slot, value);
        return true;
    }

    /// <summary>Removes a component by number.</summary>
    internal bool Remove(Entity entity, int component)
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        var layout = _store.Decode(slot, out var chunk, out var row);
        if (!layout.Archetype.Has(component))
        {
            return false;
        }

        Move(entity, slot, layout, chunk, row, Without(layout.Archetype, component));
        return true;
    }

    /// <summary>Adds or overwrites a component by number; <paramref name="bytes"/> is its size, 0 for a tag.</summary>
    internal bool Add(Entity entity, int component, byte* value, int bytes) =>
        Change(entity, NoComponent, component, value, bytes);

    /// <summary>Overwrites a component by number; false when the entity is stale or does not have it.</summary>
    internal bool Set(Entity entity, int component, byte* value, int bytes)
    {
        if (!_entities.TryFind(entity, out var slot) || !ArchetypeAt(slot).Has(component))
        {
            return false;
        }

        Write(slot, component, value, bytes);
        return true;
    }

    /// <summary>Swaps components by number; <paramref name="bytes"/> 0 writes no value.</summary>
    internal bool Change(Entity entity, int remove, int add, byte* value, int bytes)
    {
        if (!TryChange(entity, remove, add, out var slot))
        {
            return false;
        }

        Write(slot, add, value, bytes);
        return true;
    }

    /// <summary>
    /// Sees to it that an entity has one component and lacks another, with one move at most; false when the handle is stale.
    /// </summary>
    private bool TryChange(Entity entity, int remove, int add, out uint slot)
    {
        if (!_entities.TryFind(entity, out slot))
        {
            return false;
        }

        var layout = _store.Decode(slot, out var chunk, out var row);
        var from = layout.Archetype;
        var to = remove != NoComponent && from.Has(remove) ? Without(from, remove) : from;
        to = to.Has(add) ? to : With(to, add);
        if (to != from)
        {
            slot = Move(entity, slot, layout, chunk, row, to);
        }

        return true;
    }

    /// <summary>Moves an entity to another archetype; components it did not have are zero. Returns its new slot.</summary>
    private uint Move(Entity entity, uint slot, ChunkLayout layout, byte* chunk, int row, Archetype to)
    {
        _version++;
        var target = to.Append(out var targetChunk, out var targetRow, out var targetSlot);
        ((Entity*)targetChunk)[targetRow] = entity;
        Ecs.Archetype.Copy(target, targetChunk, targetRow, layout, chunk, row);
        RemoveRow(layout, chunk, row, slot);
        _entities.Place(entity, targetSlot);
        return targetSlot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write<T>(uint slot, in T value)
        where T : unmanaged
    {
        if (!Component<T>.IsTag)
        {
            var layout = _store.Decode(slot, out var chunk, out var row);
            Put(layout, chunk, row, value);
        }
    }

    private void Write(uint slot, int component, byte* value, int bytes)
    {
        if (bytes > 0)
        {
            var layout = _store.Decode(slot, out var chunk, out var row);
            var column = chunk + layout.Offsets[component];
            Unsafe.CopyBlockUnaligned(column + ((nint)row * bytes), value, (uint)bytes);
        }
    }
}
