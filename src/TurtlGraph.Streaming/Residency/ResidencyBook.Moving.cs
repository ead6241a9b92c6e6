using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>The part that gives resident payloads another place.</summary>
internal sealed unsafe partial class ResidencyBook
{
    /// <summary>Value of <see cref="GraceUntil"/> of an asset that comes back by itself when its payload has been moved.</summary>
    private const uint Suspended = uint.MaxValue;

    /// <summary>Bytes of the block an asset's payload lies in.</summary>
    public long BlockBytesOf(int asset) => PayloadOf(asset).Block.Length;

    /// <summary>Whether an unpublished asset is about to be published again at another place, so that rescuing it would publish what moves.</summary>
    public bool IsSuspended(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        return record.State == AssetState.Grace && _state.World.Get<GraceUntil>(record.Owner).Frame == Suspended;
    }

    /// <summary>
    /// Publishes a resident asset's copy at <paramref name="place"/> instead of the original, unless it is pinned. The original's
    /// memory is the caller's from then on, and readers may be in it for the grace frames, or as long as pins are held.
    /// </summary>
    public bool TryMove(int asset, in PayloadBlock place)
    {
        ref Payload payload = ref PayloadOf(asset);
        if (!_state.Catalog.TryRepublish(asset, place.Pointer))
        {
            return false;
        }

        SetPlace(asset, ref payload, place);
        return true;
    }

    /// <summary>Takes a resident asset from new readers until <see cref="Resume"/>, unless it is pinned. It counts as in grace.</summary>
    public bool TrySuspend(int asset)
    {
        if (!_state.Catalog.TryUnpublish(asset))
        {
            return false;
        }

        ref AssetRecord record = ref _state.Catalog[asset];
        _state.World.Get<GraceUntil>(record.Owner).Frame = Suspended;
        EnterGrace(asset, ref record, PayloadOf(asset));
        return true;
    }

    /// <summary>Gives a suspended asset, whose bytes have been moved, its new place and publishes it.</summary>
    public void MoveSuspended(int asset, in PayloadBlock place)
    {
        SetPlace(asset, ref PayloadOf(asset), place);
        Resume(asset);
    }

    /// <summary>Publishes a suspended asset, and tells those who have asked for it meanwhile.</summary>
    public void Resume(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        World world = _state.World;
        world.Change<Grace, Resident>(record.Owner);
        Payload payload = world.Get<Payload>(record.Owner);
        world.Get<GraceUntil>(record.Owner).Frame = 0;
        CountGrace(payload, -1);
        BecomeResident(asset, ref record, payload);
        if (record.Holds == 0)
        {
            SetUnheld(asset);
        }

        _state.Requests.OnResident(asset);
    }

    private ref Payload PayloadOf(int asset) => ref _state.World.Get<Payload>(_state.Catalog[asset].Owner);

    private void SetPlace(int asset, ref Payload payload, in PayloadBlock place)
    {
        payload.Pointer = place.Pointer;
        payload.Block = place;
        _state.Counters.Moves++;
        _state.Counters.MovedBytes += place.Length;
        _state.Payloads.Arena.CountMove(place.Length);
        _state.Record(TraceKind.Moved, asset, payload.Length);
    }
}
