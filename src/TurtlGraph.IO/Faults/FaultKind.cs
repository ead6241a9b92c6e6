namespace TurtlGraph.IO;

/// <summary>What a <see cref="FaultInjectingByteSource"/> does to one read.</summary>
public enum FaultKind : byte
{
    /// <summary>Nothing: the read passes unchanged.</summary>
    None = 0,

    /// <summary>The read fails with <see cref="FaultPlan.ErrorCode"/>; nothing is written to the destination.</summary>
    Error = 1,

    /// <summary>Fewer bytes than asked for arrive, and the read says so.</summary>
    Short = 2,

    /// <summary>The completion is held back for <see cref="FaultPlan.Delay"/>.</summary>
    Slow = 3,

    /// <summary>The completion never comes, until the read is cancelled or the source disposed; then it ends as cancelled.</summary>
    Never = 4,

    /// <summary>One bit of the destination is wrong, and the read says that all is well.</summary>
    FlippedBit = 5,
}
