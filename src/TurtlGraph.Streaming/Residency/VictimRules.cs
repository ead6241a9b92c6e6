using System.Numerics;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>
/// Who may give way in one pass: what nobody wants always; what prediction wants to a demand, or when the system is short of memory; what is held to a request more
/// urgent than its holders are now. A thing that somebody waits for does not go before it has been there for a while, unless the request is critical.
/// </summary>
internal readonly ref struct VictimRules
{
    private readonly RuntimeState _state;
    private readonly PriorityParameters _parameters;
    private readonly ReadOnlySpan<Viewer> _viewers;
    private readonly int _urgency;
    private readonly bool _takesPredicted;
    private readonly bool _takesHeld;
    private readonly bool _isBare;
    private readonly float _freshSince;

    public VictimRules(RuntimeState state, in MemoryDemand unmet)
    {
        _state = state;
        _parameters = PriorityParameters.From(state.Options, state.Now);
        _viewers = state.Viewers.AsSpan(0, state.ViewerCount);
        _urgency = unmet.Urgency;
        bool isDemanded = unmet.Bytes > 0 && unmet.Urgency < (int)ResidencyBook.Unheld;
        _takesPredicted = isDemanded || state.Relief.BytesToShed > 0;

        // Bytes that are free but scattered are moved together instead.
        _takesHeld = isDemanded && !unmet.IsScattered;
        _isBare = unmet.IsBare;
        _freshSince = (float)(state.Now - state.Options.ThrashGuard.TotalSeconds);
    }

    /// <summary>Whether a load is so fresh that it goes after all others of its kind.</summary>
    public bool IsFresh(float loadedAt) => loadedAt > _freshSince;

    /// <summary>Whether what is kept as <paramref name="keepClass"/> says may give way, as far as that alone tells.</summary>
    public bool Takes(float keepClass) =>
        keepClass >= ResidencyBook.Unheld || (keepClass >= ResidencyBook.Predicted ? _takesPredicted : _takesHeld);

    /// <summary>
    /// Whether a held asset's holders want it less urgently, from where the viewers are now, than the request that lacks memory; or as urgently, when there is
    /// a coarser level to show of it and nothing of what is requested.
    /// </summary>
    public bool TakesHeld(int bound, Vector3 position, float radius, float loadedAt, bool mayDegrade)
    {
        bool isByDistance = bound is < 0 or >= UrgencyBound.OrNearer;
        if (isByDistance && float.IsNaN(position.X))
        {
            return false;
        }

        Urgency byDistance = PriorityKernel.ClassAt(position, radius, _viewers, _parameters);
        int urgency = (int)UrgencyBound.Resolve(bound, byDistance);
        return (urgency > _urgency || (mayDegrade && _isBare && urgency == _urgency)) && (_urgency == (int)Urgency.Critical || !IsFresh(loadedAt));
    }

    /// <summary>All of that for one resident asset.</summary>
    public bool Takes(int asset)
    {
        World world = _state.World;
        Entity cached = _state.Catalog[asset].Owner;
        float keep = world.Get<KeepClass>(cached).Value;
        if (!Takes(keep) || keep >= ResidencyBook.Predicted)
        {
            return Takes(keep);
        }

        var position = new Vector3(world.Get<PositionX>(cached).Value, world.Get<PositionY>(cached).Value, world.Get<PositionZ>(cached).Value);
        return TakesHeld(world.Get<UrgencyBound>(cached).Value, position, world.Get<BoundingRadius>(cached).Value, world.Get<LoadedAt>(cached).Value, _state.Levels.StandInOf(asset) >= 0);
    }
}
