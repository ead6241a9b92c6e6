using TurtlGraph.Memory;

namespace TurtlGraph.Ecs.Tests;

/// <summary>The law of every chunk: columns start on cache lines, are padded to whole ones and do not overlap.</summary>
internal static unsafe class ChunkColumns
{
    public static void Check(in Chunk chunk)
    {
        var ranges = new List<(ulong Start, ulong End)>();
        fixed (Entity* entities = chunk.Entities)
        {
            Add(ranges, entities, chunk.Capacity * sizeof(Entity), chunk.Count * sizeof(Entity));
        }

        AddColumn<Health>(ranges, chunk);
        AddColumn<Place>(ranges, chunk);
        AddColumn<Level>(ranges, chunk);
        AddColumn<Stamp>(ranges, chunk);
        AddColumn<Wide>(ranges, chunk);
        ranges.Sort();
        for (var i = 1; i < ranges.Count; i++)
        {
            Assert.True(ranges[i - 1].End <= ranges[i].Start, "Columns overlap.");
        }
    }

    private static void AddColumn<T>(List<(ulong Start, ulong End)> ranges, in Chunk chunk)
        where T : unmanaged
    {
        if (chunk.Has<T>())
        {
            Assert.Equal(chunk.Count, chunk.Span<T>().Length);
            Assert.InRange(chunk.PaddedSpan<T>().Length, chunk.Count, CacheLine.AlignUp(chunk.Capacity * sizeof(T)) / sizeof(T));
            Add(ranges, chunk.Pointer<T>(), chunk.Capacity * sizeof(T), chunk.PaddedSpan<T>().Length * sizeof(T));
        }
    }

    private static void Add(List<(ulong Start, ulong End)> ranges, void* start, int bytes, int usable)
    {
        Assert.Equal(0ul, (ulong)start % CacheLine.Size);
        Assert.True(usable <= CacheLine.AlignUp(bytes));
        ranges.Add(((ulong)start, (ulong)start + (ulong)CacheLine.AlignUp(bytes)));
    }
}
