using System.Runtime.CompilerServices;

namespace TurtlGraph.Ecs;

/// <summary>
/// The entities of a world that have just the same components. They lie densely in chunks: all are full but the last, and
/// an entity that leaves is replaced by the last one.
/// </summary>
/// <remarks>Made by <see cref="World.Archetype"/> and lives as long as its world. Thread-safety is that of the world.</remarks>
public sealed unsafe partial class Archetype
{
    /// <summary>Marks, in place of an offset, a component that is there without a column.</summary>
    internal const int TagOffset = 1;

    internal readonly ushort Id;
    internal readonly ComponentMask Mask;
    internal readonly int Capacity;
    internal readonly Column[] Columns;

    /// <summary>Offset of each component's column by component number: 0 when absent, <see cref="TagOffset"/> for a tag.</summary>
    internal readonly ushort* Offsets;

    /// <summary>Number of the archetype with one component more, or less, by component number; 0 when not known yet.</summary>
    internal readonly ushort* AddEdges;
    internal readonly ushort* RemoveEdges;

    private readonly ChunkStore _store;

    internal Archetype(World world, ushort id, ComponentMask mask, ChunkStore store, ArchetypeTables tables)
    {
        World = world;
        Id = id;
        Mask = mask;
        _store = store;
        var layout = ArchetypeLayout.Of(mask, store.ChunkBytes);
        Capacity = layout.Capacity;
        Columns = layout.Columns;
        _tailCount = Capacity;
        var row = tables.AddRow();
        Offsets = (ushort*)row.Offsets;
        AddEdges = (ushort*)row.AddEdges;
        RemoveEdges = (ushort*)row.RemoveEdges;
        FillOffsets();
    }

    /// <summary>The world it belongs to.</summary>
    public World World { get; }

    /// <summary>The components its entities have.</summary>
    public ArchetypeDescription Description => ArchetypeDescription.Of(Mask);

    /// <summary>Number of entities.</summary>
    public int Count => ChunkCount == 0 ? 0 : ((ChunkCount - 1) * Capacity) + _tailCount;

    /// <summary>Entities a chunk holds when full.</summary>
    public int ChunkCapacity => Capacity;

    /// <summary>Whether its entities have the component <typeparamref name="T"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has<T>()
        where T : unmanaged => Offsets[Component<T>.Id] != 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Mask} ({Count:N0} entities)";

    private void FillOffsets()
    {
        Span<int> ids = stackalloc int[ComponentMask.Capacity];
        foreach (var id in ids[..Mask.CopyIds(ids)])
        {
            Offsets[id] = TagOffset;
        }

        foreach (var column in Columns)
        {
            Offsets[column.ComponentId] = (ushort)column.Offset;
        }
    }
}
