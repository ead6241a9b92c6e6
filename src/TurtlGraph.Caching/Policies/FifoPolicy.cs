namespace TurtlGraph.Caching;

/// <summary>First admitted first. A slot that was pinned comes back as the newest.</summary>
internal sealed class FifoPolicy : RingPolicy
{
    public FifoPolicy(CachePolicyOptions options)
        : base("fifo", options)
    {
    }

    private protected override void OnAccess(int slot) { }
}
