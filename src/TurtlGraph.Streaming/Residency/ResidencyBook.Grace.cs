using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

// From leaving the published assets until the memory is free: a few frames in which an asset may still be rescued.
internal sealed unsafe partial class ResidencyBook : IDisposable
{
    /// <summary>Publishes an asset again whose memory is still in its grace frames: no read is needed.</summary>
    public void Rescue(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        World world = _state.World;
        world.Change<Grace, Resident>(record.Owner);
        world.Get<LastUsed>(record.Owner).Value = (float)_state.Now;
        world.Get<KeepClass>(record.Owner).Value = record.Holds > 0 ? (float)Urgency.High : ClassWithoutHolder(record);
        Payload payload = world.Get<Payload>(record.Owner);
        CountGrace(payload, -1);
        _state.Counters.Rescues++;
        BecomeResident(asset, ref record, payload);
        _state.Dependents.Enter(asset);
        _state.Demotions.OnRescued(asset);
        _state.Record(TraceKind.Rescued, asset);
    }

    /// <summary>Frees the memory of evicted assets whose grace is over.</summary>
    public void FreeExpiredGrace(ref Frame frame)
    {
        _state.Demotions.Sweep();
        while (_grace.TryPeek(out int asset, out uint until) && until <= _state.Frame)
        {
            if (frame.TimeIsUp)
            {
                frame.CarryOver();
                return;
            }

            _grace.Dequeue();
            ref AssetRecord record = ref _state.Catalog[asset];
            if (record.State != AssetState.Grace || _state.World.Get<GraceUntil>(record.Owner).Frame != until)
            {
                continue;
            }

            EndGrace(asset, ref record);
        }
    }

    private void EndGrace(int asset, ref AssetRecord record)
    {
        bool isAwaited = _state.Requests.TryGetReturn(asset, out Want want, out float waitingSince);
        if (isAwaited && !_state.Catalog.IsExpired(asset) && _state.Requests.MayRescue(want))
        {
            Rescue(asset);
            _state.Requests.OnResident(asset);
            return;
        }

        if (!_state.Demotions.TryWithdraw(asset))
        {
            ProlongGrace(asset, ref record);
            return;
        }

        Payload payload = _state.World.Get<Payload>(record.Owner);
        CountGrace(payload, -1);
        Free(payload);
        _state.World.Destroy(record.Owner);
        record.Owner = Entity.None;
        record.State = AssetState.Absent;
        if (isAwaited)
        {
            _state.Requests.Return(asset, want, waitingSince);
        }
        else
        {
            _state.Requests.FreeVoidInterests(asset);
        }
    }

    /// <summary>Somebody still reads the memory.</summary>
    private void ProlongGrace(int asset, ref AssetRecord record)
    {
        uint until = _state.Frame + (uint)_state.Options.GraceFrames;
        _state.World.Get<GraceUntil>(record.Owner).Frame = until;
        _grace.Enqueue(asset, until);
    }

    private void EnterGrace(int asset, ref AssetRecord record, in Payload payload)
    {
        Counters counters = _state.Counters;
        counters.ResidentBytes -= payload.Block.Length;
        CountGrace(payload, 1);
        counters.ResidentAssets--;
        counters.ResidentBytesByType[TypeOf(asset)] -= payload.Length;
        record.State = AssetState.Grace;
        if (record.Holds > 0)
        {
            _state.Levels.CountLack(asset, 1);
        }

        _state.World.Change<Resident, Grace>(record.Owner);
    }

    private void CountGrace(in Payload payload, int sign)
    {
        _state.Counters.GraceBytes += sign * payload.Block.Length;
        _state.TypeBudgets.CountGrace(payload.Slot, sign * PayloadStore.BlockBytes(payload.Length));
    }
}
