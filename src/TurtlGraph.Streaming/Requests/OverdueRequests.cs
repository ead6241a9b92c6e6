using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Ends requests that have waited too long, so that every request ends in bounded time: any that is older than the request
/// timeout, and those older than the admission timeout while all memory is held and nothing can be evicted.
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
        _overdue = new NativeList<int>(state.Options.MaxAssets);
    }

    public void Fail(long frameNumber)
    {
        if (frameNumber % FramesBetweenLooks != 0)
        {
            return;
        }

        Fail(_state.Options.RequestTimeout, FailureReason.TimedOut, isReservedSpared: false);
        if (_state.Unmet.IsExhausted)
        {
            Fail(_state.Options.AdmissionTimeout, FailureReason.OutOfBudget, isReservedSpared: true);
        }
    }

    public void Dispose() => _overdue.Dispose();

    private void Fail(TimeSpan timeout, FailureReason reason, bool isReservedSpared)
    {
        Collect((float)(_state.Now - timeout.TotalSeconds), isReservedSpared);
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

    private unsafe void Collect(float oldest, bool isReservedSpared)
    {
        _overdue.Clear();
        foreach (ref readonly Chunk chunk in _queued)
        {
            ReadOnlySpan<QueuedAt> queuedAt = chunk.Span<QueuedAt>();
            ReadOnlySpan<Payload> payloads = chunk.Span<Payload>();
            ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
            for (int i = 0; i < queuedAt.Length; i++)
            {
                if (queuedAt[i].Value < oldest && !(isReservedSpared && payloads[i].Pointer != null))
                {
                    _overdue.Add(keys[i].Asset);
                }
            }
        }
    }
}
