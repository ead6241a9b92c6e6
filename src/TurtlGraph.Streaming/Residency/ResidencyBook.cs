using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The life of payload memory: reserved, resident, in grace, free. Keeps the byte counts of each, whose sum is what the
/// payload arena has handed out.
/// </summary>
internal sealed unsafe partial class ResidencyBook : IDisposable
{
    /// <summary>Value of <see cref="KeepClass"/> for an asset that nobody holds.</summary>
    public const float Unheld = 4f;

    /// <summary>Value of <see cref="KeepClass"/> for an asset that nobody holds but a live prediction wants.</summary>
    public const float Predicted = 3.5f;

    private readonly RuntimeState _state;
    private readonly GraceQueue _grace;
    private int _oversized = -1;

    public ResidencyBook(RuntimeState state)
    {
        _state = state;

        // An asset that is rescued and evicted again leaves an item behind for each time, until its grace frames are over;
        // before the gap in front is closed, it may be as long as the rest.
        long items = 2L * state.Options.MaxAssets * (state.Options.GraceFrames + 2L);
        _grace = new GraceQueue((int)Math.Min(items, 1 << 27));
    }

    /// <summary>Reserves memory for a queued request, in the room made for it if there is one; <see langword="false"/> when there is none.</summary>
    public bool TryReserve(int asset, ref Payload payload, int length)
    {
        if (payload.Pointer != null)
        {
            return true;
        }

        if (_state.Compactor.Rooms.TryTake(asset, out PayloadBlock room))
        {
            payload = new Payload { Pointer = room.Pointer, Length = length, Block = room };
        }
        else if (!_state.Payloads.TryReserve(asset, length, out payload))
        {
            return false;
        }

        payload.Slot = _state.Catalog.SlotOf(asset);
        _state.TypeBudgets.Charge(payload.Slot, PayloadStore.BlockBytes(length));
        _state.Counters.ReservedBytes += payload.Block.Length;
        return true;
    }

    /// <summary>Gives a request's reservation back, if it has one.</summary>
    public void FreeReservation(ref Payload payload)
    {
        if (!payload.IsOversized)
        {
            _state.Counters.ReservedBytes -= payload.Block.Length;
        }

        Free(payload);
        payload = default;
    }

    /// <summary>Takes a reservation back whose memory somebody else keeps.</summary>
    public void ForgetReservation(ref Payload payload)
    {
        _state.Counters.ReservedBytes -= payload.Block.Length;
        Discharge(payload);
        payload = default;
    }

    /// <summary>Turns a loaded request, or one restored by the compressed tier, into a published cached asset.</summary>
    public void Publish(int asset, bool isRestored = false)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        World world = _state.World;
        Entity request = record.Owner;
        AssetKey key = world.Get<AssetKey>(request);
        Payload payload = world.Get<Payload>(request);
        float x = world.Get<PositionX>(request).Value;
        float y = world.Get<PositionY>(request).Value;
        float z = world.Get<PositionZ>(request).Value;
        float radius = world.Get<BoundingRadius>(request).Value;
        float urgency = world.Get<RequestUrgency>(request).Value;
        int bound = record.Holds > 0 ? world.Get<UrgencyBound>(request).Value : -1;
        long microseconds = (long)((_state.Now - world.Get<QueuedAt>(request).Value) * 1e6);
        world.Destroy(request);

        Entity cached = world.Create(_state.Archetypes.Resident);
        world.Get<AssetKey>(cached) = key;
        world.Get<Payload>(cached) = payload;
        world.Get<PositionX>(cached).Value = x;
        world.Get<PositionY>(cached).Value = y;
        world.Get<PositionZ>(cached).Value = z;
        world.Get<BoundingRadius>(cached).Value = radius;
        world.Get<LastUsed>(cached).Value = (float)_state.Now;
        world.Get<LoadedAt>(cached).Value = (float)_state.Now;
        world.Get<UseCount>(cached).Value = isRestored ? _state.Copies!.NoteRestored(asset) : 0;
        world.Get<SizeBytes>(cached).Value = payload.Length;
        world.Get<KeepClass>(cached).Value = record.Holds > 0 ? urgency : ClassWithoutHolder(record);
        world.Get<UrgencyBound>(cached).Value = bound;
        world.Get<EvictionScore>(cached).Value = 0;
        world.Get<Version>(cached).Value = ++record.Loads;
        world.Get<GraceUntil>(cached).Frame = 0;
        world.Get<NextUse>(cached).Value = float.PositiveInfinity;
        world.Get<KeepMarks>(cached).Value = payload.Slot | KeepMarks.Of((Urgency)urgency) | (_state.Levels.CoarserOf(asset) >= 0 ? KeepMarks.HasCoarser : 0);
        record.Owner = cached;
        record.FailedAttempts = 0;
        if (payload.IsOversized)
        {
            _oversized = asset;
        }
        else
        {
            _state.Counters.ReservedBytes -= payload.Block.Length;
        }

        record.Expiry = _state.Expiries.Begin(asset, record.Loads);
        CountArrival(payload.Length, isRestored);
        record.Touched = _state.Catalog.Table.UnusedMark;
        BecomeResident(asset, ref record, payload);
        _state.Dependents.Enter(asset);
        _state.Record(isRestored ? TraceKind.Restored : TraceKind.Loaded, asset, microseconds);
    }

    private void CountArrival(int length, bool isRestored)
    {
        Counters counters = _state.Counters;
        if (isRestored)
        {
            counters.AssetsRestored++;
            counters.RestoredBytes += length;
        }
        else
        {
            counters.AssetsLoaded++;
            counters.DecodedBytes += length;
        }
    }

    /// <summary>Takes a resident asset away, unless it is pinned. Its memory stays for the grace frames.</summary>
    public bool TryEvict(int asset)
    {
        if (!_state.Catalog.TryUnpublish(asset))
        {
            return false;
        }

        ref AssetRecord record = ref _state.Catalog[asset];
        World world = _state.World;
        Payload payload = world.Get<Payload>(record.Owner);
        uint until = _state.Frame + (uint)_state.Options.GraceFrames;
        world.Get<GraceUntil>(record.Owner).Frame = until;
        EnterGrace(asset, ref record, payload);
        _state.Policy?.Leave(asset);
        _state.Dependents.Leave(asset);
        _grace.Enqueue(asset, until);
        _state.Demotions.Offer(asset, payload, world.Get<UseCount>(record.Owner).Value);
        _state.Counters.Evictions++;
        _state.Counters.EvictedBytes += payload.Length;
        _state.Predictions.OnLost(asset, ref record);
        _state.Record(TraceKind.Evicted, asset, payload.Length);
        return true;
    }

    /// <summary>Takes away the asset that lies outside the budget, as soon as nobody holds it: it is no cache.</summary>
    public void EvictUnheldOversized()
    {
        if (_oversized >= 0 && _state.Catalog[_oversized] is { State: AssetState.Resident, Holds: 0 })
        {
            // What needs it is of no use without it, and nobody holds that either.
            EvictUnit(_oversized);
        }
    }

    /// <summary>Notes how urgently a resident asset is held by its first holder.</summary>
    public void SetKeepClass(int asset, int urgencyBound)
    {
        Entity cached = _state.Catalog[asset].Owner;
        _state.World.Get<KeepClass>(cached).Value = urgencyBound >= 0 ? urgencyBound : (float)Urgency.Medium;
        _state.World.Get<UrgencyBound>(cached).Value = urgencyBound;
        _state.Policy?.Hold(asset);
    }

    /// <summary>Notes that nobody holds a resident asset any more.</summary>
    public void SetUnheld(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        _state.World.Get<KeepClass>(record.Owner).Value = ClassWithoutHolder(record);
        _state.World.Get<UrgencyBound>(record.Owner).Value = -1;
        _state.Policy?.Unhold(asset);
    }

    /// <inheritdoc cref="BandwidthAllocationSystem.Prepare"/>
    public void Prepare() => _grace.EnsureCapacity(_state.Catalog.Count);

    public void Dispose() => _grace.Dispose();

    private static float ClassWithoutHolder(in AssetRecord record) =>
        (record.Prediction & PredictionMark.Wanted) != 0 ? Predicted : Unheld;

    private void Free(in Payload payload)
    {
        Discharge(payload);
        _state.Payloads.Free(payload);
    }

    private void Discharge(in Payload payload)
    {
        if (!payload.IsOversized && payload.Pointer != null)
        {
            _state.TypeBudgets.Charge(payload.Slot, -PayloadStore.BlockBytes(payload.Length));
        }
    }

    private void BecomeResident(int asset, ref AssetRecord record, in Payload payload)
    {
        record.State = AssetState.Resident;
        if (record.Holds > 0)
        {
            _state.Levels.CountLack(asset, -1);
        }

        Counters counters = _state.Counters;
        counters.ResidentBytes += payload.Block.Length;
        counters.ResidentAssets++;
        counters.ResidentBytesByType[TypeOf(asset)] += payload.Length;
        _state.Catalog.Publish(asset, payload.Pointer, payload.Length, record.Expiry);
        _state.Policy?.Enter(asset, payload.Block.Length, record.Holds > 0);
    }

    private byte TypeOf(int asset)
    {
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        return mounted.Bundle.Types[asset - mounted.FirstAsset];
    }
}
