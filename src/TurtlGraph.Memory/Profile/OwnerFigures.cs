using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Memory;

/// <summary>What all allocators of one name in one tier have counted.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "A row of figures to read, not a value to compare.")]
public struct OwnerFigures
{
    /// <summary>What the memory is for.</summary>
    public string Name;

    /// <summary>Where it comes from.</summary>
    public MemoryTier Tier;

    /// <summary>Accounts that are open now; an allocator that several threads use has one for each.</summary>
    public int Accounts;

    /// <summary>The figures.</summary>
    public MemoryFigures Figures;
}
