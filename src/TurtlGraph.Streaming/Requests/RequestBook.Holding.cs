using System.Numerics;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The part that counts who holds what, and gives up what nobody wants any more.</summary>
internal sealed partial class RequestBook
{
    /// <summary>Whether anybody, a holder or a prediction, still wants the asset.</summary>
    public static bool IsWanted(in AssetRecord record) =>
        record.Holds > 0 || (record.Prediction & PredictionMark.Wanted) != 0;

    private void Hold(int asset, in Want want)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.Holds++ == 0)
        {
            _state.Predictions.OnDemand(asset, ref record);
            _state.Levels.CountHold(asset, 1);
            if (record.State != AssetState.Resident)
            {
                _state.Levels.CountLack(asset, 1);
            }
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

    private void Unhold(int root)
    {
        foreach (int member in _state.Closures.Walk(root))
        {
            ref AssetRecord record = ref _state.Catalog[member];
            if (--record.Holds == 0)
            {
                _state.Levels.CountHold(member, -1);
                if (record.State != AssetState.Resident)
                {
                    _state.Levels.CountLack(member, -1);
                }
            }

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
}
