using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>Admits the selected requests in their order, as far as bandwidth, memory and the pipeline allow, and submits their reads in one batch.</summary>
internal sealed class SubmitSystem : ISystem
{
    private readonly RuntimeState _state;
    private readonly OverdueRequests _overdue;
    private readonly ClosureReservation _reservation;
    private readonly ReadBatch _batch;
    private int _driedUp;

    public SubmitSystem(RuntimeState state, OverdueRequests overdue)
    {
        _state = state;
        _overdue = overdue;
        _reservation = new ClosureReservation(state);
        _batch = new ReadBatch(state);
    }

    public void Run(ref Frame frame)
    {
        _state.Unmet.Clear();
        _state.TypeBudgets.ClearDemands();
        _reservation.Begin();
        _batch.Clear();
        ReadOnlySpan<int> assets = _state.Admissions.Assets;
        _driedUp = BandwidthBuckets.Classes;
        int next = 0;

        // One is tried however late it is: a budget that earlier systems always use up must not stop all reads.
        while (next < assets.Length && (IsGone(assets[next]) || Admit(assets[next])))
        {
            next++;
            if (next < assets.Length && frame.TimeIsUp)
            {
                frame.CarryOver();
                break;
            }
        }

        if (_state.Unmet.Bytes > 0)
        {
            CountFurtherDemand(assets[next..]);
        }
        else
        {
            _state.Unmet.IsExhausted = false;
        }

        _batch.Submit();
    }

    /// <summary>An earlier failure in this very frame may have dropped a request.</summary>
    private bool IsGone(int asset) => _state.Catalog[asset].State != AssetState.Queued;

    /// <summary>
    /// Evicted memory comes free only after the grace frames, so what the next requests will lack is asked for now: of each its whole closure, as
    /// if it shared nothing. That is an upper bound, of what nobody wants, and stands for the requests behind the ones that are looked at: counting shared
    /// assets once asks for too little, and requests wait for grace frames again and again.
    /// </summary>
    private void CountFurtherDemand(ReadOnlySpan<int> waiting)
    {
        long enough = _state.Payloads.Capacity / 4;
        for (int i = 1; i < waiting.Length && _state.Unmet.Bytes + _state.Unmet.FurtherBytes < enough; i++)
        {
            if (!IsGone(waiting[i]))
            {
                _state.Unmet.Add(ClassOf(_state.Catalog[waiting[i]].Owner), _reservation.LackingFor(waiting[i]), isBare: false);
            }
        }
    }

    /// <summary>Tries to admit one request; <see langword="false"/> when no further one can be admitted in this frame.</summary>
    private bool Admit(int asset)
    {
        Entity request = _state.Catalog[asset].Owner;
        int urgency = _state.World.Get<RequestUrgency>(request).Value;
        int stored = _state.World.Get<ReadPlan>(request).StoredLength;
        bool isKept = _state.Copies?.Has(asset) ?? false;
        if (!_batch.HasRoomFor(isKept ? 0 : stored, urgency))
        {
            return false;
        }

        if (_overdue.IsUseless(request))
        {
            _overdue.Expire(asset);
            return true;
        }

        // A late request ranks above more urgent ones that are not late; those have tokens of their own.
        if (!isKept && (urgency >= _driedUp || !_state.Bandwidth.CanSpend(urgency)))
        {
            _driedUp = Math.Min(_driedUp, urgency);
            return _driedUp > 0;
        }

        if (_state.Relief.IsLimiting && _reservation.LackingFor(asset) is var more && !_state.Relief.Admits(more, ClassOf(request) < (int)ResidencyBook.Unheld))
        {
            _state.Unmet.Add(ClassOf(request), more, IsBare(asset));
            return _state.Unmet.IsExhausted;
        }

        switch (_reservation.TryReserve(asset, (Urgency)urgency, out long lacking))
        {
            case ReservationResult.Reserved when _state.World.Get<ReadPlan>(request) is { StoredLength: 0, DecodedLength: 0 }:
                // Nothing to read.
                _state.Residents.Publish(asset);
                _state.Requests.OnResident(asset);
                return true;
            case ReservationResult.Reserved when isKept && TryRestore(asset, request):
                return true;
            case ReservationResult.Reserved:
                _batch.Add(asset, request, urgency);
                _state.Speed.NoteRequest(stored);
                NoteServed(request, stored);
                return true;
            case ReservationResult.Impossible:
                _state.Requests.OnImpossible(asset);
                return true;
            case ReservationResult.OversizedInUse:
                return true;
            case ReservationResult.LackingOfType:
                NoteLackOfType(asset, lacking);
                return true;
            case ReservationResult.Scattered when Compact() is CompactionAnswer.Wait:
                // Its window is kept from everybody, so others that fit beside it may pass.
                return true;
            default:
                _state.Unmet.Add(ClassOf(request), Math.Max(lacking, 1), IsBare(asset));

                // Others may pass only when eviction cannot help the first one: else a large asset would wait for ever.
                return _state.Unmet.IsExhausted;
        }
    }

    /// <summary>Has the workers restore an asset from the compressed tier: no read, and no bandwidth.</summary>
    private unsafe bool TryRestore(int asset, Entity request)
    {
        if (!_state.Pipeline.TryRent(out int slot))
        {
            return false;
        }

        ref AssetRecord record = ref _state.Catalog[asset];
        Payload payload = _state.World.Get<Payload>(request);
        ref LoadOperation operation = ref _state.Pipeline[slot];
        operation.IsDirect = true;
        operation.Bundle = record.Bundle;
        operation.PartCount = 1;
        operation.Urgency = _state.World.Get<RequestUrgency>(request).Value;
        _state.Pipeline.Part(slot, 0) = new LoadPart
        {
            Asset = asset,
            Entry = asset - _state.Catalog.BundleOf(asset).FirstAsset,
            Destination = payload.Pointer,
            DecodedLength = payload.Length,
        };
        if (!_state.Pipeline.TryRestore(slot, _state.Now))
        {
            _state.Pipeline.Return(slot, wasSubmitted: false);
            return false;
        }

        _state.World.Get<InFlight>(request).Operation = slot;
        _state.World.Change<Queued, Reading>(request);
        record.State = AssetState.Reading;
        return true;
    }

    /// <summary>Assets of other types may pass; those of its own only when eviction cannot help it.</summary>
    private void NoteLackOfType(int asset, long lacking)
    {
        ref MemoryDemand demand = ref _state.TypeBudgets.Demand(_reservation.BlockedSlot);
        demand.Add(ClassOf(_state.Catalog[asset].Owner), Math.Max(lacking, 1), IsBare(asset));
        if (!demand.IsExhausted)
        {
            _reservation.Block(_reservation.BlockedSlot);
        }
    }

    private void NoteServed(Entity request, int stored)
    {
        if (_state.ViewerCount > 1)
        {
            _state.Turns.NoteServed(_state.World.Get<ScoringViewer>(request).Value, stored);
        }
    }

    private CompactionAnswer Compact()
    {
        int asset = _reservation.Blocked;
        int length = _state.World.Get<ReadPlan>(_state.Catalog[asset].Owner).DecodedLength;
        bool isDemanded = _state.Catalog[asset].Holds > 0;
        CompactionAnswer answer = _state.Compactor.Ask(asset, length, isDemanded && _state.Unmet.IsExhausted);
        _state.Unmet.IsScattered = answer == CompactionAnswer.EvictUnheld;
        return answer;
    }

    /// <summary>Whether there is no coarser level to show while what is asked for is missing.</summary>
    private bool IsBare(int asset) =>
        _state.Levels.StandInOf(_state.Requests.FirstWaitingRoot(asset) is >= 0 and var root ? root : asset) < 0;

    private int ClassOf(Entity request) =>
        _state.World.Get<Waiters>(request).Count == 0 ? (int)ResidencyBook.Unheld : _state.World.Get<RequestUrgency>(request).Value;
}
