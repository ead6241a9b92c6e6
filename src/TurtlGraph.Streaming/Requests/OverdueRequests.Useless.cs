using System.Numerics;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <content>Requests that can no longer help, and end as expired.</content>
internal sealed partial class OverdueRequests
{
    /// <summary>
    /// Whether a request can no longer help: its deadline has passed and it is out of every viewer's reach; or it is of use only in
    /// time, and would not be there in time if it were read next.
    /// </summary>
    public bool IsUseless(Entity request)
    {
        LatestNeed need = _state.World.Get<LatestNeed>(request);
        return MayBeUseless(need) && _state.World.Get<Waiters>(request).Count > 0 && (IsTooLate(need, request) || IsOutOfReach(need, request));
    }

    /// <summary>Ends the requests that wait for an asset as expired, unless they have ended in the meantime.</summary>
    public void Expire(int asset)
    {
        if (_state.Catalog[asset].State == AssetState.Queued)
        {
            _state.Counters.RequestsExpired++;
            _state.Requests.Remove(asset);
            _state.Requests.OnFailed(asset, FailureReason.Expired);
        }
    }

    private bool ExpireUseless(int first, int end, ref Frame frame)
    {
        _overdue.Clear();
        int index = 0;
        foreach (ref readonly Chunk chunk in _queued)
        {
            if (index >= first && index < end)
            {
                CollectUseless(chunk);
            }

            index++;
        }

        foreach (int asset in _overdue.Span)
        {
            Expire(asset);
            if (IsCutShort(ref frame))
            {
                return false;
            }
        }

        return true;
    }

    private void CollectUseless(in Chunk chunk)
    {
        ReadOnlySpan<LatestNeed> needs = chunk.Span<LatestNeed>();
        for (int i = 0; i < needs.Length; i++)
        {
            if (MayBeUseless(needs[i]) && IsUseless(chunk.Entities[i]))
            {
                _overdue.Add(chunk.Span<AssetKey>()[i].Asset);
            }
        }
    }

    /// <summary>The cheap question: whether the latest need has passed, or counts only until then.</summary>
    private bool MayBeUseless(in LatestNeed need) =>
        need.Deadline < (float)_state.Now || (need.IsUselessAfter != 0 && !float.IsPositiveInfinity(need.Deadline));

    private bool IsTooLate(in LatestNeed need, Entity request)
    {
        if (need.IsUselessAfter == 0)
        {
            return false;
        }

        int stored = _state.World.Get<ReadPlan>(request).StoredLength;
        return need.Deadline < _state.Now + _state.Speed.SecondsFor(stored, _state.Window.FastestSeconds);
    }

    private bool IsOutOfReach(in LatestNeed need, Entity request)
    {
        World world = _state.World;
        var place = new Vector3(world.Get<PositionX>(request).Value, world.Get<PositionY>(request).Value, world.Get<PositionZ>(request).Value);
        if (need.Deadline >= (float)_state.Now || _state.ViewerCount == 0 || !float.IsFinite(place.X + place.Y + place.Z))
        {
            return false;
        }

        float radius = world.Get<BoundingRadius>(request).Value;
        foreach (ref readonly Viewer viewer in _state.Viewers.AsSpan(0, _state.ViewerCount))
        {
            if (Vector3.Distance(place, viewer.Position) - radius <= viewer.Radius)
            {
                return false;
            }
        }

        return true;
    }
}
