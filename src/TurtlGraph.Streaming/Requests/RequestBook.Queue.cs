using TurtlGraph.Bundles;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The part that makes, updates and removes the request entities.</summary>
internal sealed partial class RequestBook
{
    /// <summary>Queues <paramref name="asset"/> for prediction alone, if it is absent; a rescued or present asset needs nothing.</summary>
    public bool QueuePrefetch(int asset, in Want want)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        record.Prediction |= PredictionMark.Wanted;
        if (record.State == AssetState.Grace)
        {
            if (_state.Unmet.Bytes == 0 || _state.Unmet.Urgency == (int)ResidencyBook.Unheld)
            {
                RescueUnlessAwaited(asset);
            }

            return false;
        }

        if (record.State == AssetState.Resident && record.Holds == 0)
        {
            _state.Residents.SetUnheld(asset);
        }

        if (record.State != AssetState.Absent || (record.Prediction & PredictionMark.Broken) != 0)
        {
            return false;
        }

        record.Prediction |= PredictionMark.Prefetched;
        Enqueue(asset, want, waiters: 0);
        return true;
    }

    /// <summary>Prediction no longer wants <paramref name="asset"/>; its queued request goes when nobody else wants it.</summary>
    public void ForgetPrefetch(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        record.Prediction &= ~PredictionMark.Wanted;
        if (record.State == AssetState.Resident && record.Holds == 0)
        {
            _state.Residents.SetUnheld(asset);
        }

        GiveUpIfUnwanted(asset, ref record);
    }

    /// <summary>Removes a request entity, with what it has reserved; its asset is absent afterwards.</summary>
    public void Remove(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        ref Payload payload = ref _state.World.Get<Payload>(record.Owner);
        _state.Residents.FreeReservation(ref payload);
        _state.World.Destroy(record.Owner);
        record.Owner = Entity.None;
        record.State = AssetState.Absent;
        record.FailedAttempts = 0;
    }

    /// <summary>Removes a request that nobody wants any more.</summary>
    public void Drop(int asset)
    {
        _state.Record(TraceKind.Dropped, asset);
        _state.Predictions.OnLost(asset, ref _state.Catalog[asset]);
        Remove(asset);
        FreeVoidInterests(asset);
    }

    /// <summary>Puts a request whose read was given up or failed back into the queue.</summary>
    public void Requeue(int asset, double notBefore)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.State == AssetState.Reading)
        {
            _state.World.Change<Reading, Queued>(record.Owner);
        }
        else
        {
            _state.World.Change<Decoding, Queued>(record.Owner);
        }

        record.State = AssetState.Queued;
        _state.World.Get<InFlight>(record.Owner).Operation = -1;
        _state.World.Get<NotBefore>(record.Owner).Value = (float)notBefore;
        _state.Residents.FreeReservation(ref _state.World.Get<Payload>(record.Owner));
    }

    private void Enqueue(int asset, in Want want, int waiters)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        BundleEntry entry = mounted.Bundle[asset - mounted.FirstAsset];
        World world = _state.World;
        Entity request = world.Create(_state.Archetypes.Queued);
        world.Get<AssetKey>(request) = new AssetKey { Id = entry.Id, Asset = asset, Bundle = record.Bundle };
        world.Get<PositionX>(request).Value = want.Position.X;
        world.Get<PositionY>(request).Value = want.Position.Y;
        world.Get<PositionZ>(request).Value = want.Position.Z;
        world.Get<BoundingRadius>(request).Value = want.Radius;
        world.Get<Importance>(request).Value = want.LodWeight;
        world.Get<SizeFactor>(request).Value = 1f / ((entry.StoredLength / 1048576f) + 1f);
        world.Get<QueuedAt>(request).Value = (float)_state.Now;
        world.Get<Deadline>(request).Value = want.Deadline;
        world.Get<NotBefore>(request).Value = 0;
        world.Get<Waiters>(request).Count = waiters;
        world.Get<UrgencyBound>(request).Value = want.UrgencyBound;
        world.Get<RequestUrgency>(request).Value = (int)Urgency.Low;
        world.Get<Score>(request).Value = 0;
        world.Get<ScoringViewer>(request).Value = 0;
        world.Get<LatestNeed>(request) = NeedOf(want);
        world.Get<Payload>(request) = default;
        world.Get<InFlight>(request).Operation = -1;
        world.Get<ReadPlan>(request) = new ReadPlan
        {
            Offset = entry.Offset,
            StoredLength = entry.StoredLength,
            DecodedLength = entry.DecodedLength,
            File = mounted.File,
            Codec = (int)entry.Codec,
        };
        record.Owner = request;
        record.State = AssetState.Queued;
        record.FailedAttempts = 0;
        _state.Record(TraceKind.Queued, asset);
    }

    /// <summary>An asset wanted for a second reason is wanted as the stronger of both.</summary>
    private void Strengthen(Entity request, in Want want, int holds)
    {
        World world = _state.World;
        world.Get<Waiters>(request).Count = holds;
        if (holds == 1)
        {
            // Until now only prediction waited; the time limits and the urgency are those of the demand.
            world.Get<QueuedAt>(request).Value = (float)_state.Now;
            world.Get<UrgencyBound>(request).Value = want.UrgencyBound;
            world.Get<Deadline>(request).Value = want.Deadline;
            world.Get<LatestNeed>(request) = NeedOf(want);
        }

        ProlongNeed(ref world.Get<LatestNeed>(request), want);

        ref Deadline deadline = ref world.Get<Deadline>(request);
        deadline.Value = MathF.Min(deadline.Value, want.Deadline);
        ref Importance importance = ref world.Get<Importance>(request);
        importance.Value = MathF.Max(importance.Value, want.LodWeight);
        StrengthenPlace(request, want);
    }

    private static LatestNeed NeedOf(in Want want) => new() { Deadline = want.LatestDeadline, IsUselessAfter = want.IsUselessWhenLate ? 1 : 0 };

    /// <summary>A request is of use as long as it is to anybody who waits for it.</summary>
    private static void ProlongNeed(ref LatestNeed need, in Want want)
    {
        need.Deadline = MathF.Max(need.Deadline, want.LatestDeadline);
        need.IsUselessAfter &= want.IsUselessWhenLate ? 1 : 0;
    }
}
