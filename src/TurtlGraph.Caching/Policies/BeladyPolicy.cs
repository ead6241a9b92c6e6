namespace TurtlGraph.Caching;

/// <summary>
/// Belady's MIN (1966): what is used again last goes first. With equal weights no policy that admits every miss has fewer misses;
/// with different weights it is no bound. Needs to be told the next uses, so it works on recorded traces only.
/// </summary>
internal sealed class BeladyPolicy : HeapPolicy
{
    public BeladyPolicy(CachePolicyOptions options)
        : base("belady", options)
    {
    }

    public override bool NeedsNextUse => true;

    private protected override double Value(int slot, bool isNew) => -(double)NextUse;
}
