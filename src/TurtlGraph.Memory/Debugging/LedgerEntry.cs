namespace TurtlGraph.Memory;

/// <summary>One allocation in an <see cref="AllocationLedger"/>: the block the allocator gave, and the part of it its user sees.</summary>
internal sealed unsafe class LedgerEntry(byte* outer, int front, long bytes, int back, AllocationSite allocated)
{
    /// <summary>Start of the block, front guard included.</summary>
    public byte* Outer { get; set; } = outer;

    public int Front { get; } = front;

    /// <summary>Bytes between the guards.</summary>
    public long Bytes { get; } = bytes;

    public int Back { get; } = back;

    public byte* Pointer => Outer + Front;

    public long OuterBytes => Front + Bytes + Back;

    public AllocationSite Allocated { get; } = allocated;

    public AllocationSite? Freed { get; set; }

    /// <summary>Allocation and free in words, for messages.</summary>
    public string History =>
        $"allocated by {Allocated}" + (Freed is null ? "" : $"\nfreed by {Freed}");
}
