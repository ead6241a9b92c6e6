using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// For each archetype a row of three tables indexed by component number: column offsets, and the edges of the archetype
/// graph. Native memory, so that a random get reads them without touching a managed object.
/// </summary>
internal sealed unsafe class ArchetypeTables : IDisposable
{
    /// <summary>The most archetypes a world can have; number 0 is none.</summary>
    public const int MaxArchetypes = 1 << 14;

    private const int RowLength = ComponentMask.Capacity;

    private readonly NativeList<ushort> _offsets = new(MaxArchetypes * RowLength);
    private readonly NativeList<ushort> _addEdges = new(MaxArchetypes * RowLength);
    private readonly NativeList<ushort> _removeEdges = new(MaxArchetypes * RowLength);

    public ArchetypeTables() => AddRow();

    /// <summary>Column offsets: entry <c>archetype * 256 + component</c>.</summary>
    public ushort* Offsets => _offsets.Pointer;

    /// <summary>Appends a row of zeros to each table.</summary>
    public (nint Offsets, nint AddEdges, nint RemoveEdges) AddRow() => (AddRow(_offsets), AddRow(_addEdges), AddRow(_removeEdges));

    public void Dispose()
    {
        _offsets.Dispose();
        _addEdges.Dispose();
        _removeEdges.Dispose();
    }

    private static nint AddRow(NativeList<ushort> table)
    {
        table.AddUninitialized(RowLength).Clear();
        return (nint)(table.Pointer + table.Count - RowLength);
    }
}
