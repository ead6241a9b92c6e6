namespace TurtlGraph.Memory;

/// <summary>
/// The upper half of the head counts operations, so a head that was taken and put back meanwhile is never mistaken for an
/// untouched one (the ABA fault), unless a thread stands still for 2^32 operations of others between a read and an exchange.
/// </summary>
internal readonly struct Tagged : IHeadTag
{
    public static long Word(uint slot, long previous) => (long)((((ulong)previous >> 32) + 1) << 32 | slot);
}
