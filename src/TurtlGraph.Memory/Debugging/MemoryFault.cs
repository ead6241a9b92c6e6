namespace TurtlGraph.Memory;

/// <summary>What was done wrong with memory.</summary>
public enum MemoryFault
{
    /// <summary>Bytes in front of an allocation were overwritten.</summary>
    FrontGuard,

    /// <summary>Bytes behind an allocation were overwritten.</summary>
    BackGuard,

    /// <summary>Memory was freed a second time.</summary>
    DoubleFree,

    /// <summary>Memory was freed in an allocator that it does not come from, or by a pointer that is not its start.</summary>
    ForeignFree,

    /// <summary>Memory was written after it was freed.</summary>
    UseAfterFree,
}
