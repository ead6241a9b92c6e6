using System.Numerics;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Ends requests that have waited too long, so that every request ends in bounded time: any that is older than the request
/// timeout, and those older than the admission timeout while all memory is held and nothing can be evicted for them. Also those
/// that can no longer help. What only prediction wants may wait: it ends with its prediction.
/// </summary>
internal sealed class OverdueRequests : IDisposable
{
    private const int FramesBetweenLooks = 16;
    private readonly RuntimeState _state;
    private readonly Query _queued;
    private readonly NativeList<int> _overdue;

    public OverdueRequests(RuntimeState state)
    {
        _state = state;
        _queued = state.World.Query(PriorityRecalculationSystem.QueuedRequests);
        _overdue = new NativeList<int>(state.Options.MaxAssets, "overdue requests");
    }

    public void Fail(long frameNumber)
    {
        if (frameNumber % FramesBetweenLooks != 0)
        {
            return;
        }

        Fail(_state.Options.RequestTimeout, FailureReason.TimedOut, onlyLacking: false);
        if (_state.Unmet.IsExhausted)
        {
            Fail(_state.Options.AdmissionTimeout, FailureReason.OutOfBudget, onlyLacking: true);
        }

        CollectUseless();
        foreach (int asset in _overdue.Span)
        {
            Expire(asset);
        }
    }

    /// <summary>
    /// Whether a request can no longer help: its deadline has passed and it is out of every viewer's reach; or it is of use only in
    /// time, and would not be there in time if it were read next.
    /// </summary>
    public bool IsUseless(Entity request)
    {
        LatestNeed need = _state.World.Get<LatestNeed>(request);
        return IsUrgentToKnow(need) && _state.World.Get<Waiters>(request).Count > 0 && (IsTooLate(need, request) || IsOutOfReach(need, request));
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

    public void Dispose() => _overdue.Dispose();

    private void Fail(TimeSpan timeout, FailureReason reason, bool onlyLacking)
    {
        Collect((float)(_state.Now - timeout.TotalSeconds), onlyLacking);
        foreach (int asset in _overdue.Span)
        {
            // Failing one may have dropped another one of the list.
            if (_state.Catalog[asset].State == AssetState.Queued)
            {
                _state.Requests.Remove(asset);
                _state.Requests.OnFailed(asset, reason);
            }
        }
    }

    /// <summary>Whether a request may have lacked memory: it is not waiting for a retry, and no less urgent one was the first to lack it.</summary>
    private bool LacksMemory(in Chunk chunk, int row) =>
        chunk.Span<NotBefore>()[row].Value <= (float)_state.Now && chunk.Span<RequestUrgency>()[row].Value >= _state.Unmet.Urgency;

    private unsafe void Collect(float oldest, bool onlyLacking)
    {
        _overdue.Clear();
        foreach (ref readonly Chunk chunk in _queued)
        {
            ReadOnlySpan<QueuedAt> queuedAt = chunk.Span<QueuedAt>();
            ReadOnlySpan<Payload> payloads = chunk.Span<Payload>();
            ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
            ReadOnlySpan<Waiters> waiters = chunk.Span<Waiters>();
            for (int i = 0; i < queuedAt.Length; i++)
            {
                if (queuedAt[i].Value < oldest && waiters[i].Count > 0 && !(onlyLacking && (payloads[i].Pointer != null || !LacksMemory(chunk, i))))
                {
                    _overdue.Add(keys[i].Asset);
                }
            }
        }
    }

    private void CollectUseless()
    {
        _overdue.Clear();
        foreach (ref readonly Chunk chunk in _queued)
        {
            ReadOnlySpan<LatestNeed> needs = chunk.Span<LatestNeed>();
            for (int i = 0; i < needs.Length; i++)
            {
                if (IsUrgentToKnow(needs[i]) && IsUseless(chunk.Entities[i]))
                {
                    _overdue.Add(chunk.Span<AssetKey>()[i].Asset);
                }
            }
        }
    }

    /// <summary>The cheap question: whether the latest need has passed, or may be missed.</summary>
    private bool IsUrgentToKnow(in LatestNeed need) =>
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
