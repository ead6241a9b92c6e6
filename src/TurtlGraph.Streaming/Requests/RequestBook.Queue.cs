using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The part that makes, updates and drops the request entities.</summary>
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

    /// <summary>Whether anybody, a holder or a prediction, still wants the asset.</summary>
    public static bool IsWanted(in AssetRecord record) =>
        record.Holds > 0 || (record.Prediction & PredictionMark.Wanted) != 0;

    private void Hold(int asset, in Want want)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.Holds++ == 0)
        {
            _state.Predictions.OnDemand(asset, ref record);
        }

        switch (record.State)
        {
            case AssetState.Absent:
                Enqueue(asset, want, waiters: record.Holds);
                break;
            case AssetState.Grace:
                RescueIfMay(asset, want);
                Keep(asset, ref record, want);
                break;
            case AssetState.Resident:
                Keep(asset, ref record, want);
                break;
            default:
                Strengthen(record.Owner, want, record.Holds);
                break;
        }
    }

    /// <summary>What a request waits for, of which the memory is about to be freed; <see langword="false"/> when none waits.</summary>
    public bool TryGetReturn(int asset, ref AssetRecord record, out Want want, out float waitingSince)
    {
        int root = FirstWaitingRoot(asset);
        want = root >= 0 ? WantOf(asset, ref record) : default;
        waitingSince = root >= 0 ? _state.Catalog[root].WaitingSince : 0;
        return root >= 0;
    }

    /// <summary>Queues an asset again whose memory was freed while a request waited for it.</summary>
    public void Return(int asset, in Want want, float waitingSince)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        Enqueue(asset, want, record.Holds);
        _state.World.Get<QueuedAt>(record.Owner).Value = waitingSince;
    }

    /// <summary>
    /// Whether an evicted asset may have its memory back: not while something more urgent lacks memory, or it would only be evicted
    /// again, and again asked for, while the more urgent one waits. It is queued anew when its grace is over.
    /// </summary>
    public bool MayRescue(in Want want) => _state.Unmet.Bytes == 0 || (int)UrgencyOf(want) <= _state.Unmet.Urgency;

    private void RescueIfMay(int asset, in Want want)
    {
        if (MayRescue(want))
        {
            RescueUnlessAwaited(asset);
        }
    }

    /// <summary>What others wait for is rescued when its grace ends, where they can be told of it.</summary>
    private void RescueUnlessAwaited(int asset)
    {
        if (FirstWaitingRoot(asset) < 0)
        {
            FreeVoidInterests(asset);
            _state.Residents.Rescue(asset);
        }
    }

    /// <summary>The class that distance, or the game, puts a want in now.</summary>
    private Urgency UrgencyOf(in Want want)
    {
        PriorityParameters parameters = PriorityParameters.From(_state.Options, _state.Now);
        if (want.UrgencyBound >= 0)
        {
            return (Urgency)want.UrgencyBound;
        }

        float nearest = float.IsNaN(want.Position.X) ? parameters.HighDistance : float.PositiveInfinity;
        for (int i = 0; i < _state.ViewerCount; i++)
        {
            // A distance to nowhere is no number, and no minimum.
            nearest = float.MinNumber(nearest, Vector3.Distance(want.Position, _state.Viewers[i].Position) - want.Radius);
        }

        return PriorityKernel.ClassOf(nearest, parameters);
    }

    /// <summary>Queues what is missing of the closure of a waiting root, at the place of the root; returns how many assets are missing.</summary>
    private int Recall(int root, ref AssetRecord rootRecord)
    {
        Want want = WantOf(root, ref rootRecord);
        int missing = 0;
        foreach (int member in _state.Closures.Walk(root))
        {
            ref AssetRecord record = ref _state.Catalog[member];
            if (record.State == AssetState.Grace)
            {
                RescueIfMay(member, want);
                Keep(member, ref record, want);
            }

            if (record.State == AssetState.Resident)
            {
                continue;
            }

            if (record.State == AssetState.Absent)
            {
                Enqueue(member, want, record.Holds);
                _state.World.Get<QueuedAt>(record.Owner).Value = rootRecord.WaitingSince;
            }
            else if (record.State != AssetState.Grace)
            {
                Strengthen(record.Owner, want, record.Holds);
            }

            missing++;
            _interests.Push(ref record.FirstInterest, root, rootRecord.WaitEpoch);
        }

        return missing;
    }

    private Want WantOf(int root, ref AssetRecord record)
    {
        MountedBundle mounted = _state.Catalog.BundleOf(root);
        int entry = root - mounted.FirstAsset;
        var want = new Want
        {
            Position = mounted.PositionOf(entry),
            Radius = mounted.Bundle.Radii[entry],
            Deadline = float.PositiveInfinity,
            UrgencyBound = -1,
        };
        if (record.Owner != Entity.None)
        {
            World world = _state.World;
            want.Position = new Vector3(world.Get<PositionX>(record.Owner).Value, world.Get<PositionY>(record.Owner).Value, world.Get<PositionZ>(record.Owner).Value);
            want.Radius = world.Get<BoundingRadius>(record.Owner).Value;
            want.UrgencyBound = world.Get<UrgencyBound>(record.Owner).Value;
        }

        return want;
    }

    private void Unhold(int root)
    {
        foreach (int member in _state.Closures.Walk(root))
        {
            ref AssetRecord record = ref _state.Catalog[member];
            record.Holds--;
            if (record.State == AssetState.Resident)
            {
                if (record.Holds == 0)
                {
                    _state.Residents.SetUnheld(member);
                }
            }
            else if (record.State is AssetState.Queued or AssetState.Reading or AssetState.Decoding)
            {
                _state.World.Get<Waiters>(record.Owner).Count = record.Holds;
                GiveUpIfUnwanted(member, ref record);
            }
        }
    }

    private void GiveUpIfUnwanted(int asset, ref AssetRecord record)
    {
        if (IsWanted(record))
        {
            return;
        }

        if (record.State == AssetState.Queued)
        {
            Drop(asset);
        }
        else if (record.State == AssetState.Reading)
        {
            CancelReadIfUnwanted(_state.World.Get<InFlight>(record.Owner).Operation);
        }
    }

    /// <summary>Asks the source to give a read up when none of the assets it carries is wanted.</summary>
    private void CancelReadIfUnwanted(int operation)
    {
        int parts = _state.Pipeline[operation].PartCount;
        for (int part = 0; part < parts; part++)
        {
            if (IsWanted(_state.Catalog[_state.Pipeline.Part(operation, part).Asset]))
            {
                return;
            }
        }

        _state.Pipeline.Cancel(operation);
    }

    /// <summary>Frees the interests in an asset that no request waits for any more.</summary>
    public void FreeVoidInterests(int asset)
    {
        int next = DetachInterests(asset);
        while (next >= 0)
        {
            int following = _interests[next].Next;
            _interests.Free(next);
            next = following;
        }
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
        }

        ref Deadline deadline = ref world.Get<Deadline>(request);
        deadline.Value = MathF.Min(deadline.Value, want.Deadline);
        ref Importance importance = ref world.Get<Importance>(request);
        importance.Value = MathF.Max(importance.Value, want.LodWeight);
        StrengthenPlace(request, want);
    }

    /// <summary>A resident asset is kept for the strongest of its holders.</summary>
    private void Keep(int asset, ref AssetRecord record, in Want want)
    {
        if (record.Holds == 1)
        {
            _state.Residents.SetKeepClass(asset, want.UrgencyBound);
        }

        StrengthenPlace(record.Owner, want);
    }

    /// <summary>The stronger of two urgencies and the nearer of two places, of a request or of a cached asset.</summary>
    private void StrengthenPlace(Entity entity, in Want want)
    {
        World world = _state.World;
        ref UrgencyBound bound = ref world.Get<UrgencyBound>(entity);
        bound.Value = UrgencyBound.Stronger(bound.Value, want.UrgencyBound);

        ref PositionX x = ref world.Get<PositionX>(entity);
        var seen = new Vector3(x.Value, world.Get<PositionY>(entity).Value, world.Get<PositionZ>(entity).Value);
        if (IsNearer(want.Position, seen))
        {
            x.Value = want.Position.X;
            world.Get<PositionY>(entity).Value = want.Position.Y;
            world.Get<PositionZ>(entity).Value = want.Position.Z;
            world.Get<BoundingRadius>(entity).Value = want.Radius;
        }
    }

    private bool IsNearer(Vector3 candidate, Vector3 current)
    {
        if (float.IsNaN(candidate.X) || _state.ViewerCount == 0)
        {
            return false;
        }

        Vector3 viewer = _state.Viewers[0].Position;
        return float.IsNaN(current.X) || Vector3.DistanceSquared(candidate, viewer) < Vector3.DistanceSquared(current, viewer);
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
}
