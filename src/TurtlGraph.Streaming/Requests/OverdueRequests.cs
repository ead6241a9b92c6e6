using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Ends requests that have waited too long, so that every request ends in bounded time: any that is older than the request
/// timeout, and those older than the admission timeout while all memory is held and nothing can be evicted for them. What
/// only prediction wants may wait: it ends with its prediction.
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
        if (_state.Unmet.IsExhausted || _state.TypeBudgets.IsAnyExhausted())
        {
            Fail(_state.Options.AdmissionTimeout, FailureReason.OutOfBudget, onlyLacking: true);
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
    private bool LacksMemory(in Chunk chunk, int row)
    {
        int urgency = chunk.Span<RequestUrgency>()[row].Value;
        return chunk.Span<NotBefore>()[row].Value <= (float)_state.Now
            && (_state.Unmet.IsExhaustedFor(urgency) || IsTypeExhaustedFor(chunk.Span<AssetKey>()[row].Asset, urgency));
    }

    private bool IsTypeExhaustedFor(int asset, int urgency)
    {
        int slot = _state.Catalog.SlotOf(asset);
        return slot > 0 && _state.TypeBudgets.Demand(slot).IsExhaustedFor(urgency);
    }

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
}
