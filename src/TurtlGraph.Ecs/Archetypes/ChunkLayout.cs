using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// How chunks of one archetype and one size are cut into columns: the entities first, then the components by falling size;
/// every column starts on a cache line and takes whole lines.
/// </summary>
internal sealed unsafe class ChunkLayout
{
    /// <summary>Marks, in place of an offset, a component that is there without a column.</summary>
    public const int TagOffset = -1;

    public ChunkLayout(Archetype archetype, int id, int chunkBytes, int* offsets)
    {
        Archetype = archetype;
        Id = id;
        Offsets = offsets;
        Columns = StoredColumns(archetype.Mask);
        Capacity = CapacityOf(Columns, chunkBytes);
        if (Capacity == 0)
        {
            throw new TooManyComponentsException(
                $"A chunk of {chunkBytes:N0} bytes cannot hold one entity with {archetype.Mask}; raise {nameof(WorldOptions)}.{nameof(WorldOptions.ChunkBytes)}.");
        }

        PlaceColumns();
    }

    public Archetype Archetype { get; }

    /// <summary>Number of the layout in its world.</summary>
    public int Id { get; }

    /// <summary>Entities in a chunk.</summary>
    public int Capacity { get; }

    /// <summary>The columns behind that of the entities; the same components in the same order in all layouts of an archetype.</summary>
    public Column[] Columns { get; }

    /// <summary>Offset in bytes of each component's column by component number: 0 when absent, <see cref="TagOffset"/> for a tag.</summary>
    public int* Offsets { get; }

    private void PlaceColumns()
    {
        Span<int> ids = stackalloc int[ComponentMask.Capacity];
        foreach (var id in ids[..Archetype.Mask.CopyIds(ids)])
        {
            Offsets[id] = TagOffset;
        }

        var offset = CacheLine.AlignUp(Capacity * sizeof(Entity));
        foreach (ref var column in Columns.AsSpan())
        {
            column.Offset = offset;
            Offsets[column.ComponentId] = offset;
            offset += CacheLine.AlignUp(Capacity * column.Size);
        }
    }

    private static Column[] StoredColumns(ComponentMask mask)
    {
        Span<int> ids = stackalloc int[ComponentMask.Capacity];
        var columns = new List<Column>();
        foreach (var id in ids[..mask.CopyIds(ids)])
        {
            var size = ComponentRegistry.Info(id).Size;
            if (size > 0)
            {
                columns.Add(new Column { ComponentId = id, Size = size });
            }
        }

        columns.Sort((a, b) => a.Size != b.Size ? b.Size.CompareTo(a.Size) : a.ComponentId.CompareTo(b.ComponentId));
        return [.. columns];
    }

    private static int CapacityOf(Column[] columns, int chunkBytes)
    {
        var rowBytes = sizeof(Entity);
        foreach (var column in columns)
        {
            rowBytes += column.Size;
        }

        var capacity = chunkBytes / rowBytes;
        while (capacity > 0 && BytesFor(capacity, columns) > chunkBytes)
        {
            capacity--;
        }

        return capacity;
    }

    private static int BytesFor(int capacity, Column[] columns)
    {
        var bytes = CacheLine.AlignUp(capacity * sizeof(Entity));
        foreach (var column in columns)
        {
            bytes += CacheLine.AlignUp(capacity * column.Size);
        }

        return bytes;
    }
}
