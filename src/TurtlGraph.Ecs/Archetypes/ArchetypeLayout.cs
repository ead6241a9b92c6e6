using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// How the chunks of an archetype are cut into columns: the entities first, then the components by falling size; every
/// column starts on a cache line and takes whole lines.
/// </summary>
internal sealed class ArchetypeLayout
{
    private ArchetypeLayout(int capacity, Column[] columns)
    {
        Capacity = capacity;
        Columns = columns;
    }

    /// <summary>Entities in a chunk.</summary>
    public int Capacity { get; }

    /// <summary>The columns behind that of the entities.</summary>
    public Column[] Columns { get; }

    /// <summary>Lays the components of <paramref name="mask"/> out in chunks of <paramref name="chunkBytes"/>.</summary>
    /// <exception cref="TooManyComponentsException">Not one entity fits in a chunk.</exception>
    public static ArchetypeLayout Of(ComponentMask mask, int chunkBytes)
    {
        var columns = StoredColumns(mask);
        var capacity = CapacityOf(columns, chunkBytes);
        if (capacity == 0)
        {
            throw new TooManyComponentsException(
                $"A chunk of {chunkBytes:N0} bytes cannot hold one entity with {mask}; raise {nameof(WorldOptions)}.{nameof(WorldOptions.ChunkBytes)}.");
        }

        var offset = CacheLine.AlignUp(capacity * sizeof(ulong));
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i].Offset = offset;
            offset += CacheLine.AlignUp(capacity * columns[i].Size);
        }

        return new ArchetypeLayout(capacity, columns);
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
        var rowBytes = sizeof(ulong);
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
        var bytes = CacheLine.AlignUp(capacity * sizeof(ulong));
        foreach (var column in columns)
        {
            bytes += CacheLine.AlignUp(capacity * column.Size);
        }

        return bytes;
    }
}
