using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Reading and writing components in place.</content>
public sealed unsafe partial class World
{
    /// <summary>
    /// A component of an entity. The reference is valid until the world next creates, destroys or changes the components of an
    /// entity. The value of a tag has no state.
    /// </summary>
    /// <exception cref="StaleEntityException">The handle is stale.</exception>
    /// <exception cref="MissingComponentException">The entity does not have the component.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Get<T>(Entity entity)
        where T : unmanaged
    {
        var value = Find<T>(entity);
        if (value == null)
        {
            ThrowNotFound<T>(entity);
        }

        return ref *value;
    }

    /// <summary>
    /// A component of an entity, or a null reference that must not be used when <paramref name="found"/> is false: the handle
    /// is stale or the entity does not have the component.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T TryGet<T>(Entity entity, out bool found)
        where T : unmanaged
    {
        var value = Find<T>(entity);
        found = value != null;
        return ref *value;
    }

    /// <summary>Whether the entity is alive and has the component.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has<T>(Entity entity)
        where T : unmanaged => Find<T>(entity) != null;

    /// <summary>Writes a component the entity has; false when the handle is stale or the entity does not have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Set<T>(Entity entity, in T value)
        where T : unmanaged
    {
        var place = Find<T>(entity);
        if (place == null)
        {
            return false;
        }

        if (!Component<T>.IsTag)
        {
            *place = value;
        }

        return true;
    }

    /// <summary>
    /// Address of a component or null. Reads the entity's word, two small tables that stay in the cache, and nothing else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* Find<T>(Entity entity)
        where T : unmanaged
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            return null;
        }

        var block = _blocks[slot >> _rowBits];
        int offset = _offsets[(block.Layout * LayoutTable.RowLength) + Component<T>.Id];
        if (offset == 0)
        {
            return null;
        }

        if (Component<T>.IsTag)
        {
            return (T*)_tagValue.Pointer;
        }

        var mask = (1u << (_rowBits + block.Order)) - 1;
        var chunk = _chunks + ((ulong)(slot & ~mask) << ChunkStore.SlotShift);
        return (T*)(chunk + ((nint)offset * ChunkLayout.OffsetUnit)) + (slot & mask);
    }

    [DoesNotReturn]
    private void ThrowNotFound<T>(Entity entity)
        where T : unmanaged
    {
        if (!_entities.TryFind(entity, out var slot))
        {
            ThrowStale(entity);
        }

        throw new MissingComponentException($"{entity} has no {typeof(T).Name}; it has {ArchetypeAt(slot).Mask}.");
    }
}
