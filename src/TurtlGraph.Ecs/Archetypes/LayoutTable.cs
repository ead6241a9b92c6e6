using System.Runtime.CompilerServices;
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

    private readonly NativeList<int> _offsets = new(MaxLayouts * RowLength, "chunk layouts");
    private ChunkLayout[] _layouts = new ChunkLayout[32];
    private int _count;

    /// <summary>Column offsets in bytes, by row and component number: 0 when absent, <see cref="ChunkLayout.TagOffset"/> for a tag.</summary>
    public int* Offsets => _offsets.Pointer;

    /// <summary>Index of the first entry of a layout's row.</summary>
    public static uint RowOf(int layout) => (uint)(layout * RowLength);

    /// <summary>The layout whose row begins at an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChunkLayout OfRow(uint row) => _layouts[row / RowLength];

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
        var layout = new ChunkLayout(archetype, _count, chunkBytes, Offsets + (_count * RowLength));
        if (_count == _layouts.Length)
        {
            Array.Resize(ref _layouts, 2 * _count);
        }

        return _layouts[_count++] = layout;
    }

    public void Dispose() => _offsets.Dispose();
}
