namespace TurtlGraph.Caching;

/// <summary>
/// Where a resident asset's bytes lie. A plain value without ownership: it says what was published at the moment of the
/// look-up; how long the bytes stay is what the owner of the table promises (grace frames, pins).
/// </summary>
/// <param name="Pointer">First byte; null when the look-up was no hit.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Slot">The key's slot, or -1.</param>
public readonly unsafe record struct ResidentBytes(nint Pointer, int Length, int Slot)
{
    /// <summary>What a look-up without a hit gives.</summary>
    public static ResidentBytes None => new(0, 0, -1);

    /// <summary>Whether the bytes are there.</summary>
    public bool IsHit => Pointer != 0;

    /// <summary>The bytes; empty without a hit.</summary>
    public ReadOnlySpan<byte> Bytes => new((void*)Pointer, Length);
}
