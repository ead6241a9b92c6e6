using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>
/// The cache policy that names the victims, where the options choose one: slots are asset indices, weights are bytes, and what
/// somebody holds is pinned. Where the options choose weights over columns instead, there is none.
/// </summary>
internal sealed class ResidentPolicy : IDisposable
{
    private readonly RuntimeState _state;
    private readonly CachePolicy _policy;

    private ResidentPolicy(RuntimeState state, CachePolicy policy)
    {
        _state = state;
        _policy = policy;
    }

    /// <summary>The policy the options name, or <see langword="null"/> when they name weights over columns.</summary>
    public static ResidentPolicy? Create(RuntimeState state)
    {
        StreamingOptions options = state.Options;
        return !options.HasPolicyObject ? null : new ResidentPolicy(state, CachePolicies.Create(options.EvictionPolicy, new CachePolicyOptions
        {
            Capacity = options.MemoryBudgetBytes,
            Slots = options.MaxAssets,
            Seed = 1,
        }));
    }

    public void Enter(int asset, long bytes, bool isHeld)
    {
        float keep = _state.World.Get<KeepClass>(_state.Catalog[asset].Owner).Value;
        _policy.Remove(asset);
        _policy.Admit(asset, new CacheRequest(_state.IdOf(asset).Value, Math.Max(1, bytes), (byte)Math.Clamp(keep, 0, 3)));
        if (isHeld)
        {
            _policy.Pin(asset);
        }
    }

    public void Leave(int asset) => _policy.Remove(asset);

    public void Use(int asset)
    {
        if (_policy.Contains(asset))
        {
            _policy.Access(asset);
        }
    }

    public void Hold(int asset)
    {
        if (_policy.Contains(asset))
        {
            _policy.Pin(asset);
        }
    }

    public void Unhold(int asset) => _policy.Unpin(asset);

    /// <summary>The next victim, which it forgets; -1 when nothing is left that nobody holds.</summary>
    public int TakeVictim() => _policy.Evict();

    public void Dispose() => _policy.Dispose();
}
