using System.Numerics;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The part that decides what becomes of evicted assets that are asked for again.</summary>
internal sealed partial class RequestBook
{
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

    /// <summary>What others wait for is rescued when its grace ends, where they can be told of it; what is too old, never.</summary>
    private void RescueUnlessAwaited(int asset)
    {
        if (FirstWaitingRoot(asset) < 0 && !_state.Residents.IsSuspended(asset) && !_state.Catalog.IsExpired(asset))
        {
            FreeVoidInterests(asset);
            _state.Residents.Rescue(asset);
        }
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

            bool isBroken = record.State == AssetState.Absent && (record.Prediction & PredictionMark.Broken) != 0;
            if (isBroken && !_state.Closures.Needs(root, member))
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

    /// <summary>The class that distance, or the game, puts a want in now.</summary>
    private Urgency UrgencyOf(in Want want)
    {
        PriorityParameters parameters = PriorityParameters.From(_state.Options, _state.Now);
        ReadOnlySpan<Viewer> viewers = _state.Viewers.AsSpan(0, _state.ViewerCount);
        return UrgencyBound.Resolve(want.UrgencyBound, PriorityKernel.ClassAt(want.Position, want.Radius, viewers, parameters));
    }
}
