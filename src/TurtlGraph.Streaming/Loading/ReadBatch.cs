using TurtlGraph.Bundles;
using TurtlGraph.Ecs;
using TurtlGraph.IO;

namespace TurtlGraph.Streaming;

/// <summary>
/// Collects the admitted requests of one frame, joins neighbours of the same class in a file to single reads, and submits
/// them together. Reads of one class go in the order of the file.
/// </summary>
internal sealed unsafe class ReadBatch
{
    // How much later than the most urgent class the source may serve a class, in seconds.
    private static readonly double[] Patience = [0, 0.05, 0.2, 1.0];

    private readonly RuntimeState _state;
    private readonly Candidate[] _candidates;
    private readonly int[] _slots;
    private readonly double[] _deadlines;
    private readonly int[] _urgencies;
    private readonly JoinLimits _limits;
    private int _count;
    private int _slotCount;
    private long _bytes;

    public ReadBatch(RuntimeState state)
    {
        _state = state;
        _candidates = new Candidate[state.Options.MaxAdmissionsPerFrame];
        _slots = new int[state.Pipeline.Capacity];
        _deadlines = new double[state.Pipeline.Capacity];
        _urgencies = new int[state.Pipeline.Capacity];

        // What is joined goes through staging, so it must fit there.
        _limits = new JoinLimits(state.Options.MaxCoalesceGapBytes, Math.Min(state.Options.MaxCoalescedReadBytes, state.Staging.Capacity));
    }

    public void Clear()
    {
        _count = 0;
        _slotCount = 0;
        _bytes = 0;
    }

    /// <summary>
    /// Whether a read of this length may still go out in this frame; one may always go out when nothing is in flight. Critical ones
    /// may go a little beyond the window, so that they need not wait for what was sent before them.
    /// </summary>
    public bool HasRoomFor(int length, int urgency)
    {
        long inFlight = _state.Pipeline.BytesInFlight + _bytes;
        long window = _state.Window.Bytes;
        window += urgency == (int)Urgency.Critical ? window / 4 : 0;

        // Counts a slot for each, joined or not: what is admitted is sure to go out, in the order of the scores.
        return _count < Math.Min(_candidates.Length, _state.Pipeline.FreeSlots)
            && (inFlight == 0 || (inFlight + length <= window && _state.Speed.CanDecode(inFlight + length)));
    }

    /// <summary>Adds a request whose memory is reserved.</summary>
    public void Add(int asset, Entity request, int urgency)
    {
        ref ReadPlan plan = ref _state.World.Get<ReadPlan>(request);
        _candidates[_count++] = new Candidate
        {
            Asset = asset,
            Bundle = _state.Catalog[asset].Bundle,
            Urgency = urgency,
            Offset = plan.Offset,
            StoredLength = plan.StoredLength,
            IsElsewhere = GoesElsewhere(asset),
            IsApart = plan.Codec == (int)CodecId.None && (_state.Stored?.HasDemoted(plan.File, plan.Offset) ?? false),
            Deadline = Math.Min(_state.World.Get<Deadline>(request).Value, _state.Now + Patience[urgency]),
        };
        _bytes += plan.StoredLength;
        _state.Bandwidth.Spend(urgency, plan.StoredLength);
    }

    /// <summary>Builds the reads and hands them over; what the source does not take stays queued.</summary>
    public void Submit()
    {
        RemoveGone();
        _candidates.AsSpan(0, _count).Sort();
        int first = 0;
        while (first < _count && _state.Pipeline.FreeSlots > 0)
        {
            int end = EndOfRun(first);
            if (!TryBuild(first, end))
            {
                break;
            }

            first = end;
        }

        for (int i = first; i < _count; i++)
        {
            _state.Bandwidth.Refund(_candidates[i].Urgency, _candidates[i].StoredLength);
        }

        // Retries that go elsewhere have been sorted to the end.
        int elsewhere = 0;
        while (elsewhere < _slotCount && !_state.Pipeline[_slots[elsewhere]].IsElsewhere)
        {
            elsewhere++;
        }

        Submit(0, elsewhere);
        Submit(elsewhere, _slotCount);
    }

    private void Submit(int first, int end)
    {
        int accepted = _state.Pipeline.Submit(_slots.AsSpan(first, end - first), _state.Now, _deadlines.AsSpan(first, end - first));
        for (int i = first; i < end; i++)
        {
            if (i < first + accepted)
            {
                Enter(_slots[i], _urgencies[i]);
            }
            else
            {
                TakeBack(_slots[i], _urgencies[i]);
            }
        }
    }

    /// <summary>Every second attempt is made at the other source, where it has the file.</summary>
    private bool GoesElsewhere(int asset) =>
        (_state.Catalog[asset].FailedAttempts & 1) != 0 && _state.Catalog.BundleOf(asset).FileElsewhere >= 0;

    /// <summary>A failure after their admission, in this very frame, may have dropped some.</summary>
    private void RemoveGone()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_state.Catalog[_candidates[i].Asset].State == AssetState.Queued)
            {
                _candidates[kept++] = _candidates[i];
            }
            else
            {
                _state.Bandwidth.Refund(_candidates[i].Urgency, _candidates[i].StoredLength);
            }
        }

        _count = kept;
    }

    /// <summary>The end of the run of neighbours that starts at <paramref name="first"/>.</summary>
    private int EndOfRun(int first)
    {
        ref Candidate start = ref _candidates[first];
        long end = start.Offset + start.StoredLength;
        int next = first + 1;
        while (next < _count && next - first < LoadPipeline.MaxParts)
        {
            ref Candidate candidate = ref _candidates[next];
            if (start.IsApart || candidate.IsApart || candidate.IsElsewhere != start.IsElsewhere || candidate.Urgency != start.Urgency || candidate.Bundle != start.Bundle
                || !_limits.MayJoin(start.Offset, end, candidate.Offset, candidate.StoredLength))
            {
                break;
            }

            // Equal contents are stored once: two assets may share their bytes.
            end = Math.Max(end, candidate.Offset + candidate.StoredLength);
            next++;
        }

        return next;
    }

    private bool TryBuild(int first, int end)
    {
        ref Candidate start = ref _candidates[first];
        long endOffset = start.Offset;
        double deadline = double.PositiveInfinity;
        long spent = 0;
        for (int i = first; i < end; i++)
        {
            endOffset = Math.Max(endOffset, _candidates[i].Offset + _candidates[i].StoredLength);
            deadline = Math.Min(deadline, _candidates[i].Deadline);
            spent += _candidates[i].StoredLength;
        }

        Entity firstRequest = _state.Catalog[start.Asset].Owner;
        ReadPlan plan = _state.World.Get<ReadPlan>(firstRequest);
        bool isDirect = end - first == 1 && plan.Codec == (int)CodecId.None;
        int length = (int)(endOffset - start.Offset);
        Memory.PayloadBlock staging = default;
        if ((!isDirect && !_state.Staging.TryAllocate(Math.Max(length, 1), out staging)) || !_state.Pipeline.TryRent(out int slot))
        {
            return false;
        }

        ref LoadOperation operation = ref _state.Pipeline[slot];
        operation.Buffer = isDirect ? _state.World.Get<Payload>(firstRequest).Pointer : staging.Pointer;
        operation.Staging = staging;
        operation.IsDirect = isDirect;
        operation.Offset = start.Offset;
        operation.Length = length;
        operation.IsElsewhere = start.IsElsewhere;
        operation.File = start.IsElsewhere ? _state.Catalog.BundleOf(start.Asset).FileElsewhere : plan.File;
        operation.Bundle = start.Bundle;
        operation.PartCount = end - first;
        operation.Urgency = start.Urgency;
        int firstAsset = _state.Catalog.BundleOf(start.Asset).FirstAsset;
        for (int i = first; i < end; i++)
        {
            ref Candidate candidate = ref _candidates[i];
            Payload payload = _state.World.Get<Payload>(_state.Catalog[candidate.Asset].Owner);
            _state.Pipeline.Part(slot, i - first) = new LoadPart
            {
                Asset = candidate.Asset,
                Entry = candidate.Asset - firstAsset,
                Destination = payload.Pointer,
                DecodedLength = payload.Length,
                StoredStart = (int)(candidate.Offset - start.Offset),
                StoredLength = candidate.StoredLength,
            };
        }

        // The assets have been paid for at their admission; what lies between them has not, what they share was paid twice.
        if (length > spent)
        {
            _state.Bandwidth.Spend(start.Urgency, length - spent);
        }
        else
        {
            _state.Bandwidth.Refund(start.Urgency, spent - length);
        }

        _slots[_slotCount] = slot;
        _deadlines[_slotCount] = deadline;
        _urgencies[_slotCount++] = start.Urgency;
        return true;
    }

    private void Enter(int slot, int urgency)
    {
        ref LoadOperation operation = ref _state.Pipeline[slot];
        _state.Counters.ReadsSubmitted++;
        _state.Counters.RetriesElsewhere += operation.IsElsewhere ? operation.PartCount : 0;
        _state.Counters.BytesSubmittedByUrgency[urgency] += operation.Length;
        for (int i = 0; i < operation.PartCount; i++)
        {
            int asset = _state.Pipeline.Part(slot, i).Asset;
            ref AssetRecord record = ref _state.Catalog[asset];
            _state.World.Get<InFlight>(record.Owner).Operation = slot;
            _state.World.Change<Queued, Reading>(record.Owner);
            record.State = AssetState.Reading;
            _state.Record(TraceKind.Submitted, asset, operation.Length);
        }
    }

    private void TakeBack(int slot, int urgency)
    {
        ref LoadOperation operation = ref _state.Pipeline[slot];
        _state.Bandwidth.Refund(urgency, operation.Length);
        if (!operation.IsDirect)
        {
            _state.Staging.Free(operation.Staging);
        }

        _state.Pipeline.Return(slot, wasSubmitted: false);
    }

    private struct Candidate : IComparable<Candidate>
    {
        public double Deadline;
        public long Offset;
        public int Asset;
        public int Bundle;
        public int Urgency;
        public int StoredLength;
        public bool IsElsewhere;

        /// <summary>The disk store has it by itself, without its neighbours.</summary>
        public bool IsApart;

        public readonly int CompareTo(Candidate other)
        {
            int order = IsElsewhere.CompareTo(other.IsElsewhere);
            order = order != 0 ? order : Urgency.CompareTo(other.Urgency);
            order = order != 0 ? order : Bundle.CompareTo(other.Bundle);
            order = order != 0 ? order : Offset.CompareTo(other.Offset);
            return order != 0 ? order : Asset.CompareTo(other.Asset);
        }
    }
}
