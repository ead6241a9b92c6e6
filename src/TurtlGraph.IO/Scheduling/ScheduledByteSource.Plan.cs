using System.Diagnostics;

namespace TurtlGraph.IO;

// What goes to the source behind next. Only the owner runs this.
public sealed unsafe partial class ScheduledByteSource
{
    private int _lastPlace = -1;
    private long _deviceReads;
    private long _joinedReads;
    private long _splitReads;
    private long _gapBytes;

    /// <summary>Plans and submits, unless another thread does: then that one sees what is new.</summary>
    private void HandOver()
    {
        bool isStuck = false;
        while (!_disposed && !isStuck && HasWork && _owner.TryTake())
        {
            PassCancels();
            Plan();
            isStuck = !SubmitBatch();
            _owner.Release();
        }
    }

    private bool HasWork => Volatile.Read(ref _cancelsWanted) > 0 || Volatile.Read(ref _batched) > 0
        || ((_reads.HasWaiting || Volatile.Read(ref _split) >= 0) && HasRoom);

    private bool HasRoom => Volatile.Read(ref _inFlight) < _places.Length
        && (Volatile.Read(ref _bytesInFlight) < _options.MaxBytesInFlight || Volatile.Read(ref _inFlight) == 0);

    private void Plan()
    {
        while (HasRoom && _batched < _batch.Length && TryChoose(out int slot))
        {
            ref readonly ReadRequest request = ref _reads[slot];
            ref ScheduledRead progress = ref _progress[slot];
            if (progress.Issued == 0 && !progress.IsAlone && CanJoin(in request))
            {
                IssueWithNeighbours(slot);
            }
            else
            {
                IssuePiece(slot);
            }
        }
    }

    /// <summary>The read to go on with: the one that was begun, unless a waiting one is more urgent and there is room for both.</summary>
    private bool TryChoose(out int slot)
    {
        if (_split >= 0 && (!_reads.HasWaiting || _reads.EarliestDeadline >= _reads[_split].Deadline))
        {
            slot = _split;
            return true;
        }

        bool[] seeks = Volatile.Read(ref _seeks);
        bool isFound = Array.IndexOf(seeks, true) < 0
            ? _reads.TryClaim(out slot)
            : _reads.TryClaimFrom(_headFile, _headOffset, _reads.EarliestDeadline + _options.DeadlineWindow, out slot);
        if (!isFound)
        {
            slot = _split;
            return _split >= 0;
        }

        ref ScheduledRead progress = ref _progress[slot];
        progress.Issued = 0;
        progress.Open = 1;
        progress.Lent = null;
        progress.End = _reads[slot].Length;
        progress.ErrorCode = 0;
        progress.WasCancelled = 0;
        progress.IsAlone = FailedInCompany(slot);
        return true;
    }

    private bool FailedInCompany(int slot) => Volatile.Read(ref _aloneSequences[slot]) == _reads.SequenceOf(slot);

    private bool CanJoin(in ReadRequest request) =>
        _options.MaxGapBytes >= 0 && _reads.HasWaiting && request.Length > 0 && request.Length < _options.MaxJoinedBytes
        && request.Offset >= 0 && request.Offset <= long.MaxValue - request.Length && request.Destination is not null;

    private void IssuePiece(int slot)
    {
        ref readonly ReadRequest request = ref _reads[slot];
        ref ScheduledRead progress = ref _progress[slot];
        int left = request.Length - progress.Issued;

        // One long read at a time is split: an urgent one as long, that overtakes it, goes out whole.
        bool mayHaveMore = left > _options.MaxReadBytes && request.Offset >= 0
            && request.Destination is not null && (_split == slot || _split < 0);
        int length = mayHaveMore ? _options.MaxReadBytes : left;
        if (mayHaveMore && progress.Issued == 0)
        {
            Interlocked.Increment(ref _splitReads);
        }

        int place = TakePlace();
        _parts[place * DeviceRead.MaxParts] = slot;
        Issue(place, 1, in request, request.Offset + progress.Issued, length, request.Destination + progress.Issued, -1);
        progress.Issued += length;
        Interlocked.Increment(ref progress.Open);
        Volatile.Write(ref _split, mayHaveMore ? slot : _split == slot ? -1 : _split);
        if (!mayHaveMore)
        {
            LetGoOf(slot);
        }
    }

    private void IssueWithNeighbours(int slot)
    {
        ref readonly ReadRequest request = ref _reads[slot];
        int place = TakePlace();
        Span<int> parts = _parts.AsSpan(place * DeviceRead.MaxParts, DeviceRead.MaxParts);
        parts[0] = slot;
        int count = 1;
        long start = request.Offset;
        long end = request.Offset + request.Length;
        long wanted = request.Length;
        bool isOneRun = true;
        int buffer = -1;
        while (count < parts.Length)
        {
            long newStart = start, newEnd = end;
            if (!_reads.TryClaimNeighbour(request.File, ref newStart, ref newEnd, in _limits, request.Deadline + _options.DeadlineWindow, out int neighbour))
            {
                break;
            }

            if (FailedInCompany(neighbour))
            {
                _reads.Unclaim(neighbour);
                break;
            }

            isOneRun = isOneRun && ContinuesRun(neighbour, slot, start, end);
            if (!isOneRun && buffer < 0 && !_buffers.TryRent(out buffer))
            {
                _reads.Unclaim(neighbour);
                isOneRun = true;
                break;
            }

            (start, end) = (newStart, newEnd);
            wanted += _reads[neighbour].Length;
            Begin(neighbour);
            parts[count++] = neighbour;
        }

        if (count == 1)
        {
            GiveBack(place);
            IssuePiece(slot);
            return;
        }

        _progress[slot].Issued = request.Length;
        Interlocked.Add(ref _joinedReads, count - 1);
        Interlocked.Add(ref _gapBytes, Math.Max(0, end - start - wanted));
        if (buffer < 0)
        {
            Issue(place, count, in request, start, (int)(end - start), request.Destination - (request.Offset - start), -1);
            return;
        }

        start &= ~_alignmentMask;
        end = (end + _alignmentMask) & ~_alignmentMask;
        Issue(place, count, in request, start, (int)(end - start), _buffers[buffer], buffer);
    }

    /// <summary>Whether a read's range and its destination both follow on, or lead up to, what is joined so far.</summary>
    private bool ContinuesRun(int neighbour, int first, long start, long end)
    {
        ref readonly ReadRequest next = ref _reads[neighbour];
        ref readonly ReadRequest seed = ref _reads[first];
        bool touches = next.Offset == end || next.Offset + next.Length == start;
        return touches && next.Destination - seed.Destination == next.Offset - seed.Offset;
    }

    private void Begin(int slot) => _progress[slot] = new ScheduledRead
    {
        Issued = _reads[slot].Length,
        Open = 1,
        End = _reads[slot].Length,
        CancelOf = Volatile.Read(ref _progress[slot].CancelOf),
    };

    private void Issue(int place, int count, in ReadRequest first, long offset, int length, byte* target, int buffer)
    {
        ref DeviceRead read = ref _places[place];
        read.Offset = offset;
        read.Length = length;
        read.Target = target;
        read.Buffer = buffer;
        read.PartCount = count;
        read.Sequence = _reads.SequenceOf(_parts[place * DeviceRead.MaxParts]);
        Interlocked.Increment(ref _deviceReads);
        Interlocked.Add(ref _bytesInFlight, Math.Max(0, length));
        (_headFile, _headOffset) = (first.File, offset + length);
        _batch[_batched++] = new ReadRequest
        {
            Token = NameOf(place),
            Destination = target,
            Offset = offset,
            Length = length,
            File = first.File,
            Deadline = first.Deadline,
            Priority = first.Priority,
        };
    }

    /// <summary>Hands over what was planned; false when the source behind is full, and the rest stays for the next time.</summary>
    private bool SubmitBatch()
    {
        int taken = _batched == 0 ? 0 : _device.Submit(_batch.AsSpan(0, _batched));
        _batch.AsSpan(taken, _batched - taken).CopyTo(_batch);
        Volatile.Write(ref _batched, _batched - taken);
        return _batched == 0;
    }

    private int TakePlace()
    {
        // Going round finds a free place at once, since the oldest reads are likely to have ended.
        int place = _lastPlace;
        do
        {
            place = place + 1 < _places.Length ? place + 1 : 0;
        }
        while (Volatile.Read(ref _places[place].IsUsed) != 0);

        _lastPlace = place;
        _places[place].IsUsed = 1;
        _places[place].Generation++;
        Interlocked.Increment(ref _inFlight);
        return place;
    }

    private void GiveBack(int place)
    {
        Debug.Assert(_places[place].IsUsed == 1, "a place is given back once");
        Volatile.Write(ref _places[place].IsUsed, 0);
        Interlocked.Decrement(ref _inFlight);
    }

    private ulong NameOf(int place) => ((ulong)_places[place].Generation << 32) | (uint)place;
}
