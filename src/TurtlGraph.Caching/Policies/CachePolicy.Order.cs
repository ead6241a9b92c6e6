namespace TurtlGraph.Caching;

// What a policy is, to those who write one. A slot handed to any of these is cached and not pinned, except where it is said.
public abstract partial class CachePolicy
{
    /// <summary>The slot is used.</summary>
    private protected abstract void OnAccess(int slot);

    /// <summary>A key that is not cached is asked for: the place to look among evicted keys.</summary>
    private protected virtual void OnAnnounce(in CacheRequest request) { }

    /// <summary>The announced asset takes the slot; its key and weight are set.</summary>
    private protected abstract void OnAdmit(int slot, in CacheRequest request);

    /// <summary>
    /// The slot that was just admitted comes from another policy, which would have evicted it later than those before it. A policy that
    /// tells the proven from the new takes it for proven once it has its share of new ones: else a full cache would all be new.
    /// </summary>
    private protected virtual void OnTakeOver(int slot) { }

    /// <summary>Chooses a victim and takes it out of the order. There is one.</summary>
    private protected abstract int OnEvict();

    /// <summary>The slot leaves the order, not by this policy's choice: it is not remembered as evicted.</summary>
    private protected abstract void OnRemove(int slot);

    /// <summary>The slot leaves the order for a while; what is known about it stays in its columns.</summary>
    private protected virtual void OnPin(int slot) => OnRemove(slot);

    /// <summary>A pinned slot, which is not in the order, leaves the cache.</summary>
    private protected virtual void OnRemovePinned(int slot) { }

    /// <summary>The slot comes back to the order, as used just now.</summary>
    private protected abstract void OnUnpin(int slot);

    /// <summary>Slots up to the given number may follow. Not called for the number given at the start.</summary>
    private protected abstract void OnGrow(int slots);
}
