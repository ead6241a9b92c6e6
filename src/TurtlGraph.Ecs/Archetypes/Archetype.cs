using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <summary>
/// The entities of a world that have just the same components. They lie densely in chunks: all are full but the last, and
/// an entity that leaves is replaced by the last one.
/// </summary>
/// <remarks>
/// The first chunk has <see cref="WorldOptions.ChunkBytes"/>; the more an archetype holds, the larger its next chunk, up to
/// <see cref="WorldOptions.LargestChunkBytes"/>: many entities then lie in long columns that memory delivers at full speed, and
/// few take little room. Made by <see cref="World.Archetype"/> and lives as long as its world, whose thread-safety it shares.
/// </remarks>
public sealed unsafe partial class Archetype
{
    internal readonly int Id;
    internal readonly ComponentMask Mask;

    /// <summary>Number of the archetype with one component more, or less, by component number; 0 when not known yet.</summary>
    internal readonly ushort[] AddEdges = new ushort[ComponentMask.Capacity];
    internal readonly ushort[] RemoveEdges = new ushort[ComponentMask.Capacity];

    private readonly ChunkStore _store;

    internal Archetype(World world, int id, ComponentMask mask, ChunkStore store)
    {
        World = world;
        Id = id;
        Mask = mask;
        _store = store;
        LayoutFor(1);
    }

    /// <summary>The world it belongs to.</summary>
    public World World { get; }

    /// <summary>The components its entities have.</summary>
    public ArchetypeDescription Description => ArchetypeDescription.Of(Mask);

    /// <summary>Number of entities.</summary>
    public int Count => _rowsBeforeTail + _tailCount;

    /// <summary>Number of chunks that hold entities.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>Whether its entities have the component <typeparamref name="T"/>.</summary>
    public bool Has<T>()
        where T : unmanaged => Has(Component<T>.Id);

    /// <inheritdoc/>
    public override string ToString() => $"{Mask} ({Count:N0} entities)";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Has(int component) => _layouts[0].Offsets[component] != 0;
}
