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
        if (!Find<T>(entity, out var value))
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
        found = Find<T>(entity, out var value);
        return ref *value;
    }

    /// <summary>Whether the entity is alive and has the component.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has<T>(Entity entity)
        where T : unmanaged => Find<T>(entity, out _);

    /// <summary>Writes a component the entity has; false when the handle is stale or the entity does not have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Set<T>(Entity entity, in T value)
        where T : unmanaged
    {
        if (!Find<T>(entity, out var place))
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
    /// Address of a component; false when the handle is stale or the entity does not have it. Reads the entity's word, two
    /// small tables that stay in the cache, and nothing else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Find<T>(Entity entity, out T* value)
        where T : unmanaged
    {
        value = null;
        if (!_entities.TryFind(entity, out var slot))
        {
            return false;
        }

        var block = _blocks[slot >> _rowBits];
        var offset = _offsets[block.OffsetRow + (nuint)Component<T>.Id];
        if (offset == 0)
        {
            return false;
        }

        if (Component<T>.IsTag)
        {
            value = (T*)_tagValue.Pointer;
            return true;
        }

        value = (T*)(_chunks + ((nuint)block.ChunkSlot << ChunkStore.SlotShift) + (nuint)offset) + (slot - block.ChunkSlot);
        return true;
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
