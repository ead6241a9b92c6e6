namespace TurtlGraph.Streaming;

/// <summary>Why a warming came to its end.</summary>
public enum WarmingEnd : byte
{
    /// <summary>It goes on.</summary>
    None = 0,

    /// <summary>All of the plan is in memory, or has failed.</summary>
    Completed = 1,

    /// <summary><see cref="WarmingOptions.MaxBytes"/> are loaded.</summary>
    ByteLimit = 2,

    /// <summary><see cref="WarmingOptions.MaxTime"/> is over.</summary>
    TimeLimit = 3,

    /// <summary>Free memory is used up; warming evicts nothing.</summary>
    MemoryFull = 4,

    /// <summary><see cref="AssetWarming.Cancel"/> was called.</summary>
    Cancelled = 5,
}
