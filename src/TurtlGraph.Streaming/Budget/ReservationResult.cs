namespace TurtlGraph.Streaming;

/// <summary>What became of an attempt to reserve memory.</summary>
internal enum ReservationResult : byte
{
    /// <summary>The memory is reserved.</summary>
    Reserved = 0,

    /// <summary>Not now; eviction may help.</summary>
    Lacking = 1,

    /// <summary>Not now: the one block outside the budget is in use; eviction does not help.</summary>
    OversizedInUse = 3,

    /// <summary>Not now: enough bytes are free, but no block of them is large enough.</summary>
    Scattered = 4,

    /// <summary>Not now: the budget of an asset's type is used up; eviction of that type may help.</summary>
    LackingOfType = 5,

    /// <summary>Never: what must be resident together is larger than the budget.</summary>
    Impossible = 2,
}
