using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <content>Creating entities with their first components.</content>
public sealed unsafe partial class World
{
    /// <summary>Creates an entity with one component.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1>(in T1 c1)
        where T1 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1>.Id, Signature<T1>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        return entity;
    }

    /// <summary>Creates an entity with two components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2>(in T1 c1, in T2 c2)
        where T1 : unmanaged
        where T2 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2>.Id, Signature<T1, T2>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        return entity;
    }

    /// <summary>Creates an entity with three components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2, T3>(in T1 c1, in T2 c2, in T3 c3)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2, T3>.Id, Signature<T1, T2, T3>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        Put(layout, chunk, row, c3);
        return entity;
    }

    /// <summary>Creates an entity with four components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2, T3, T4>(in T1 c1, in T2 c2, in T3 c3, in T4 c4)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2, T3, T4>.Id, Signature<T1, T2, T3, T4>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        Put(layout, chunk, row, c3);
        Put(layout, chunk, row, c4);
        return entity;
    }

    /// <summary>Creates an entity with five components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2, T3, T4, T5>(in T1 c1, in T2 c2, in T3 c3, in T4 c4, in T5 c5)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where T5 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2, T3, T4, T5>.Id, Signature<T1, T2, T3, T4, T5>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        Put(layout, chunk, row, c3);
        Put(layout, chunk, row, c4);
        Put(layout, chunk, row, c5);
        return entity;
    }

    /// <summary>Creates an entity with six components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2, T3, T4, T5, T6>(in T1 c1, in T2 c2, in T3 c3, in T4 c4, in T5 c5, in T6 c6)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where T5 : unmanaged
        where T6 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2, T3, T4, T5, T6>.Id, Signature<T1, T2, T3, T4, T5, T6>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        Put(layout, chunk, row, c3);
        Put(layout, chunk, row, c4);
        Put(layout, chunk, row, c5);
        Put(layout, chunk, row, c6);
        return entity;
    }

    /// <summary>Creates an entity with seven components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2, T3, T4, T5, T6, T7>(in T1 c1, in T2 c2, in T3 c3, in T4 c4, in T5 c5, in T6 c6, in T7 c7)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where T5 : unmanaged
        where T6 : unmanaged
        where T7 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2, T3, T4, T5, T6, T7>.Id, Signature<T1, T2, T3, T4, T5, T6, T7>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        Put(layout, chunk, row, c3);
        Put(layout, chunk, row, c4);
        Put(layout, chunk, row, c5);
        Put(layout, chunk, row, c6);
        Put(layout, chunk, row, c7);
        return entity;
    }

    /// <summary>Creates an entity with eight components.</summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full.</exception>
    public Entity Create<T1, T2, T3, T4, T5, T6, T7, T8>(in T1 c1, in T2 c2, in T3 c3, in T4 c4, in T5 c5, in T6 c6, in T7 c7, in T8 c8)
        where T1 : unmanaged
        where T2 : unmanaged
        where T3 : unmanaged
        where T4 : unmanaged
        where T5 : unmanaged
        where T6 : unmanaged
        where T7 : unmanaged
        where T8 : unmanaged
    {
        var archetype = ArchetypeOf(Signature<T1, T2, T3, T4, T5, T6, T7, T8>.Id, Signature<T1, T2, T3, T4, T5, T6, T7, T8>.Mask);
        var layout = Open(archetype, out var chunk, out var row, out var entity);
        Put(layout, chunk, row, c1);
        Put(layout, chunk, row, c2);
        Put(layout, chunk, row, c3);
        Put(layout, chunk, row, c4);
        Put(layout, chunk, row, c5);
        Put(layout, chunk, row, c6);
        Put(layout, chunk, row, c7);
        Put(layout, chunk, row, c8);
        return entity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(ChunkLayout layout, byte* chunk, int row, in T value)
        where T : unmanaged
    {
        if (!Component<T>.IsTag)
        {
            ((T*)(chunk + layout.Offsets[Component<T>.Id]))[row] = value;
        }
    }
}
