using System.Numerics;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The part that decides what becomes of evicted assets that are asked for again.</summary>
internal sealed partial class RequestBook
{
    /// <summary>What a request waits for, of which the memory is about to be freed; <see langword="false"/> when none waits.</summary>
    public bool TryGetReturn(int asset, out Want want, out float waitingSince)
    {
        int first = FirstWaitingRoot(asset);
        if (first < 0)
        {
            want = default;
            waitingSince = 0;
            return false;
        }

        want = WantOf(first);
        waitingSince = _state.Catalog[first].WaitingSince;
        for (int i = _interests[_state.Catalog[asset].FirstInterest].Next; i >= 0; i = _interests[i].Next)
        {
            ref AssetRecord root = ref _state.Catalog[_interests[i].Root];
            if (root.WaitEpoch == _interests[i].Epoch)
            {
                Join(ref want, WantOf(_interests[i].Root));
                waitingSince = MathF.Min(waitingSince, root.WaitingSince);
            }
        }

        return true;
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
        Want want = WantOf(root);
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
            }
            else if (record.State != AssetState.Grace)
            {
                Strengthen(record.Owner, want, record.Holds);
            }

            if (record.State == AssetState.Queued)
            {
                ref QueuedAt since = ref _state.World.Get<QueuedAt>(record.Owner);
                since.Value = MathF.Min(since.Value, rootRecord.WaitingSince);
            }

            missing++;
            _interests.Push(ref record.FirstInterest, root, rootRecord.WaitEpoch);
        }

        return missing;
    }

    /// <summary>What all those want together who wait for a root.</summary>
    private Want WantOf(int root)
    {
        int slot = _state.Catalog[root].FirstWaiter;
        Want want = _state.Handles[slot].Want;
        while ((slot = _state.Handles[slot].NextWaiter) >= 0)
        {
            Join(ref want, _state.Handles[slot].Want);
        }

        return want;
    }

    private void Join(ref Want want, in Want other)
    {
        want.Deadline = MathF.Min(want.Deadline, other.Deadline);
        want.LatestDeadline = MathF.Max(want.LatestDeadline, other.LatestDeadline);
        want.IsUselessWhenLate &= other.IsUselessWhenLate;
        want.LodWeight = MathF.Max(want.LodWeight, other.LodWeight);
        want.UrgencyBound = UrgencyBound.Stronger(want.UrgencyBound, other.UrgencyBound);
        if (IsNearer(other.Position, want.Position))
        {
            want.Position = other.Position;
            want.Radius = other.Radius;
        }
    }

    /// <summary>The class that distance, or the game, puts a want in now.</summary>
    private Urgency UrgencyOf(in Want want)
    {
        PriorityParameters parameters = PriorityParameters.From(_state.Options, _state.Now);
        ReadOnlySpan<Viewer> viewers = _state.Viewers.AsSpan(0, _state.ViewerCount);
        return UrgencyBound.Resolve(want.UrgencyBound, PriorityKernel.ClassAt(want.Position, want.Radius, viewers, parameters));
    }
}
