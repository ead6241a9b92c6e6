using System.Numerics;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>
/// Who may give way in one pass: what nobody wants always; what prediction wants to a demand, or when the system is short of memory; what is held to a request more
/// urgent than its holders are now. A thing that somebody waits for does not go before it has been there for a while, unless the request is critical.
/// </summary>
internal readonly ref struct VictimRules
{
    private readonly PriorityParameters _parameters;
    private readonly ReadOnlySpan<Viewer> _viewers;
    private readonly int _urgency;
    private readonly bool _takesPredicted;
    private readonly bool _takesHeld;
    private readonly float _freshSince;

    public VictimRules(RuntimeState state)
    {
        ref MemoryDemand unmet = ref state.Unmet;
        _parameters = PriorityParameters.From(state.Options, state.Now);
        _viewers = state.Viewers.AsSpan(0, state.ViewerCount);
        _urgency = unmet.Urgency;
        bool isDemanded = unmet.Bytes > 0 && unmet.Urgency < (int)ResidencyBook.Unheld;
        _takesPredicted = isDemanded || state.Relief.BytesToShed > 0;

        // Bytes that are free but scattered are moved together instead.
        _takesHeld = isDemanded && !unmet.IsScattered;
        _freshSince = (float)(state.Now - state.Options.ThrashGuard.TotalSeconds);
    }

    /// <summary>Whether a load is so fresh that it goes after all others of its kind.</summary>
    public bool IsFresh(float loadedAt) => loadedAt > _freshSince;

    /// <summary>Whether what is kept as <paramref name="keepClass"/> says may give way, as far as that alone tells.</summary>
    public bool Takes(float keepClass) =>
        keepClass >= ResidencyBook.Unheld || (keepClass >= ResidencyBook.Predicted ? _takesPredicted : _takesHeld);

    /// <summary>Whether a held asset's holders want it less urgently, from where the viewers are now, than the request that lacks memory.</summary>
    public bool TakesHeld(in Chunk chunk, int row)
    {
        int bound = chunk.Span<UrgencyBound>()[row].Value;
        var position = new Vector3(chunk.Span<PositionX>()[row].Value, chunk.Span<PositionY>()[row].Value, chunk.Span<PositionZ>()[row].Value);
        bool isByDistance = bound is < 0 or >= UrgencyBound.OrNearer;
        if (isByDistance && float.IsNaN(position.X))
        {
            return false;
        }

        Urgency byDistance = PriorityKernel.ClassAt(position, chunk.Span<BoundingRadius>()[row].Value, _viewers, _parameters);
        return (int)UrgencyBound.Resolve(bound, byDistance) > _urgency
            && (_urgency == (int)Urgency.Critical || !IsFresh(chunk.Span<LoadedAt>()[row].Value));
    }
}
