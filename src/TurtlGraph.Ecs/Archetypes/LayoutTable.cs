using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// The layouts of a world by number, and for each a row of column offsets by component number in native memory, so that a
/// random get reads them without touching a managed object.
/// </summary>
internal sealed unsafe class LayoutTable : IDisposable
{
    /// <summary>Entries of a row.</summary>
    public const int RowLength = ComponentMask.Capacity;

    private const int MaxLayouts = ushort.MaxValue;

    private readonly NativeList<ushort> _offsets = new(MaxLayouts * RowLength);
    private ChunkLayout[] _layouts = new ChunkLayout[32];
    private int _count;

    /// <summary>Column offsets: entry <c>layout * 256 + component</c>.</summary>
    public ushort* Offsets => _offsets.Pointer;

    /// <summary>The layout with a number.</summary>
    public ChunkLayout this[int id] => _layouts[id];

    /// <summary>Makes a layout for the chunks of an archetype that have this size.</summary>
    /// <exception cref="TooManyComponentsException">One entity would not fit, or there are too many layouts.</exception>
    public ChunkLayout Add(Archetype archetype, int chunkBytes)
    {
        if (_count == MaxLayouts)
        {
            throw new TooManyComponentsException(
                $"The world has {_count} layouts of chunks already; fewer tags that vary independently would need fewer.");
        }

        _offsets.AddUninitialized(RowLength).Clear();
        var layout = new ChunkLayout(archetype, (ushort)_count, chunkBytes, Offsets + (_count * RowLength));
        if (_count == _layouts.Length)
        {
            Array.Resize(ref _layouts, 2 * _count);
        }

        return _layouts[_count++] = layout;
    }

    public void Dispose() => _offsets.Dispose();
}
