using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Changing which components an entity has, by moving it to another archetype.</content>
public sealed unsafe partial class World
{
    /// <summary>
    /// Gives an entity a component, or overwrites the one it has; false when the handle is stale.
    /// </summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the entity is unchanged.</exception>
    public bool Add<T>(Entity entity, in T value = default)
        where T : unmanaged
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        var from = ArchetypeAt(slot);
        var to = from;
        if (!from.Has<T>())
        {
            to = With(from, Component<T>.Id);
            slot = Move(entity, slot, from, to);
        }

        Write(to, slot, value);
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
        where TAdd : unmanaged => TryChange(entity, Component<TRemove>.Id, Component<TAdd>.Id, out _, out _);

    /// <summary>Like <see cref="Change{TRemove, TAdd}(Entity)"/>, and writes the component that was given.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the entity is unchanged.</exception>
    public bool Change<TRemove, TAdd>(Entity entity, in TAdd value)
        where TRemove : unmanaged
        where TAdd : unmanaged
    {
        if (!TryChange(entity, Component<TRemove>.Id, Component<TAdd>.Id, out var archetype, out var slot))
        {
            return false;
        }

        Write(archetype, slot, value);
        return true;
    }

    /// <summary>Removes a component by number.</summary>
    internal bool Remove(Entity entity, int component)
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        var from = ArchetypeAt(slot);
        if (from.Offsets[component] == 0)
        {
            return false;
        }

        Move(entity, slot, from, Without(from, component));
        return true;
    }

    /// <summary>Adds or overwrites a component by number; <paramref name="bytes"/> is its size, 0 for a tag.</summary>
    internal bool Add(Entity entity, int component, byte* value, int bytes)
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        var from = ArchetypeAt(slot);
        var to = from;
        if (from.Offsets[component] == 0)
        {
            to = With(from, component);
            slot = Move(entity, slot, from, to);
        }

        Write(to, slot, component, value, bytes);
        return true;
    }

    /// <summary>Overwrites a component by number; false when the entity is stale or does not have it.</summary>
    internal bool Set(Entity entity, int component, byte* value, int bytes)
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        var archetype = ArchetypeAt(slot);
        if (archetype.Offsets[component] == 0)
        {
            return false;
        }

        Write(archetype, slot, component, value, bytes);
        return true;
    }

    /// <summary>Swaps components by number; <paramref name="bytes"/> 0 writes no value.</summary>
    internal bool Change(Entity entity, int remove, int add, byte* value, int bytes)
    {
        if (!TryChange(entity, remove, add, out var archetype, out var slot))
        {
            return false;
        }

        Write(archetype, slot, add, value, bytes);
        return true;
    }

    private bool TryChange(Entity entity, int remove, int add, out Archetype archetype, out uint slot)
    {
        if (!_entities.TryFind(entity, out slot))
        {
            archetype = null!;
            return false;
        }

        var from = ArchetypeAt(slot);
        archetype = from.Offsets[remove] != 0 ? Without(from, remove) : from;
        archetype = archetype.Offsets[add] == 0 ? With(archetype, add) : archetype;
        if (archetype != from)
        {
            slot = Move(entity, slot, from, archetype);
        }

        return true;
    }

    /// <summary>Moves an entity to another archetype; components it did not have are zero. Returns its new slot.</summary>
    private uint Move(Entity entity, uint slot, Archetype from, Archetype to)
    {
        _version++;
        var chunk = to.Append(out var row, out var target);
        ((Entity*)chunk)[row] = entity;
        to.Receive(chunk, row, from, _store.Chunk(slot >> _store.RowBits), (int)(slot & _store.RowMask));
        RemoveRow(from, slot);
        _entities.Place(entity, target);
        return target;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write<T>(Archetype archetype, uint slot, in T value)
        where T : unmanaged
    {
        if (!Component<T>.IsTag)
        {
            var column = _store.Chunk(slot >> _store.RowBits) + archetype.Offsets[Component<T>.Id];
            ((T*)column)[slot & _store.RowMask] = value;
        }
    }

    private void Write(Archetype archetype, uint slot, int component, byte* value, int bytes)
    {
        if (bytes > 0)
        {
            var column = _store.Chunk(slot >> _store.RowBits) + archetype.Offsets[component];
            Unsafe.CopyBlockUnaligned(column + ((nint)(slot & _store.RowMask) * bytes), value, (uint)bytes);
        }
    }
}
