using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Ends requests that have waited too long, so that every request ends in bounded time: any that is older than the request
/// timeout, and those older than the admission timeout while all memory is held and nothing can be evicted for them. Also those
/// that can no longer help. What only prediction wants may wait: it ends with its prediction. An update looks at a sixteenth of
/// what is queued.
/// </summary>
internal sealed partial class OverdueRequests : IDisposable
{
    private const int UpdatesInRound = 16;
    private const int BetweenClockLooks = 16;
    private readonly RuntimeState _state;
    private readonly Query _queued;
    private readonly NativeList<int> _overdue;
    private int _next;
    private uint _ended;

    public OverdueRequests(RuntimeState state)
    {
        _state = state;
        _queued = state.World.Query(PriorityRecalculationSystem.QueuedRequests);
        _overdue = new NativeList<int>(state.Options.MaxAssets, "overdue requests");
    }

    /// <summary>Looks at the next slice.</summary>
    public void Fail(ref Frame frame)
    {
        int chunks = _queued.ChunkCount();
        int first = _next < chunks ? _next : 0;
        int end = first + ((chunks + UpdatesInRound - 1) / UpdatesInRound);
        bool isDone = Fail(first, end, _state.Options.RequestTimeout, FailureReason.TimedOut, onlyLacking: false, ref frame);
        if (isDone && (_state.Unmet.IsExhausted || _state.TypeBudgets.IsAnyExhausted()))
        {
            isDone = Fail(first, end, _state.Options.AdmissionTimeout, FailureReason.OutOfBudget, onlyLacking: true, ref frame);
        }

        // What there was no time for is met again in the same slice.
        _next = isDone && ExpireUseless(first, end, ref frame) ? end : first;
    }

    public void Dispose() => _overdue.Dispose();

    private bool Fail(int first, int end, TimeSpan timeout, FailureReason reason, bool onlyLacking, ref Frame frame)
    {
        Collect(first, end, (float)(_state.Now - timeout.TotalSeconds), onlyLacking);
        foreach (int asset in _overdue.Span)
        {
            // Failing one may have dropped another one of the list.
            if (_state.Catalog[asset].State == AssetState.Queued)
            {
                _state.Requests.Remove(asset);
                _state.Requests.OnFailed(asset, reason);
                if (IsCutShort(ref frame))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsCutShort(ref Frame frame)
    {
        if (++_ended % BetweenClockLooks != 0 || !frame.TimeIsUp)
        {
            return false;
        }

        frame.CarryOver();
        return true;
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

    private void Collect(int first, int end, float oldest, bool onlyLacking)
    {
        _overdue.Clear();
        int index = 0;
        foreach (ref readonly Chunk chunk in _queued)
        {
            if (index >= first && index < end)
            {
                Collect(chunk, oldest, onlyLacking);
            }

            index++;
        }
    }

    private unsafe void Collect(in Chunk chunk, float oldest, bool onlyLacking)
    {
        ReadOnlySpan<QueuedAt> queuedAt = chunk.Span<QueuedAt>();
        for (int i = 0; i < queuedAt.Length; i++)
        {
            if (queuedAt[i].Value < oldest && chunk.Span<Waiters>()[i].Count > 0
                && !(onlyLacking && (chunk.Span<Payload>()[i].Pointer != null || !LacksMemory(chunk, i))))
            {
                _overdue.Add(chunk.Span<AssetKey>()[i].Asset);
            }
        }
    }
}
