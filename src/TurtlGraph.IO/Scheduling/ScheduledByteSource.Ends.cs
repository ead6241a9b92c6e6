using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.IO;

// What comes back from the source behind. Any polling thread runs this: a device read that has come back is its alone.
public sealed unsafe partial class ScheduledByteSource
{
    // Numbers of reads that failed in company and are to be read alone.
    private readonly long[] _aloneSequences;

    /// <summary>Takes a device read apart; returns how many reads ended by it.</summary>
    private int Arrived(in ReadCompletion completion)
    {
        int place = (int)(uint)completion.Token;
        ref DeviceRead read = ref _places[place];
        Debug.Assert(NameOf(place) == completion.Token, "a device read comes back once");
        int finished = 0;
        Span<int> parts = _parts.AsSpan(place * DeviceRead.MaxParts, read.PartCount);
        bool isJoined = read.PartCount > 1;
        foreach (int slot in parts)
        {
            finished += isJoined && completion.Status is ReadStatus.Failed && !_disposed
                ? ReadAlone(slot)
                : EndPart(slot, in read, in completion);
        }

        if (read.Buffer >= 0)
        {
            _buffers.Return(read.Buffer);
        }

        Interlocked.Add(ref _bytesInFlight, -Math.Max(0, read.Length));
        GiveBack(place);
        return finished;
    }

    private int EndPart(int slot, in DeviceRead read, in ReadCompletion completion)
    {
        ref readonly ReadRequest request = ref _reads[slot];
        ref ScheduledRead progress = ref _progress[slot];
        if (completion.Status is ReadStatus.Failed or ReadStatus.Cancelled)
        {
            Volatile.Write(ref completion.Status == ReadStatus.Failed ? ref progress.ErrorCode : ref progress.WasCancelled, Math.Max(1, completion.ErrorCode));
        }
        else
        {
            // Where this read's bytes begin in the device read; negative for a later piece of a split one.
            long start = request.Offset - read.Offset;
            int end = (int)Math.Clamp(completion.BytesRead - start, 0, request.Length);
            int pieceEnd = (int)Math.Min(read.Length - start, request.Length);
            if (request.Destination is null)
            {
                progress.Lent = completion.Data;
            }
            else if (read.Buffer >= 0)
            {
                Unsafe.CopyBlockUnaligned(request.Destination, read.Target + start, (uint)end);
            }

            if (end < pieceEnd)
            {
                LowerTo(ref progress.End, end);
            }
        }

        return LetGoOf(slot);
    }

    /// <summary>One hold less on a read; ends it when it was the last.</summary>
    private int LetGoOf(int slot)
    {
        ref ScheduledRead progress = ref _progress[slot];
        if (Interlocked.Decrement(ref progress.Open) > 0)
        {
            return 0;
        }

        int error = progress.ErrorCode;
        bool wasCancelled = progress.WasCancelled != 0;
        ReadStatus status = error != 0 ? ReadStatus.Failed
            : wasCancelled ? ReadStatus.Cancelled
            : progress.End < _reads[slot].Length ? ReadStatus.Short : ReadStatus.Ok;
        byte* data = _reads[slot].Destination is null ? progress.Lent : _reads[slot].Destination;
        _reads.Finish(slot, status, status is ReadStatus.Failed or ReadStatus.Cancelled ? 0 : progress.End, error, data);
        return 1;
    }

    private int ReadAlone(int slot)
    {
        Volatile.Write(ref _aloneSequences[slot], _reads.SequenceOf(slot));
        _reads.Unclaim(slot);
        return 0;
    }

    private void PassCancels()
    {
        if (Volatile.Read(ref _cancelsWanted) == 0)
        {
            return;
        }

        Interlocked.Exchange(ref _cancelsWanted, 0);
        for (int place = 0; place < _places.Length; place++)
        {
            ref DeviceRead read = ref _places[place];
            int slot = _parts[place * DeviceRead.MaxParts];
            if (Volatile.Read(ref read.IsUsed) != 0 && read.PartCount == 1 && Volatile.Read(ref _progress[slot].CancelOf) == read.Sequence)
            {
                _ = _device.Cancel(NameOf(place));
            }
        }

        if (_split >= 0 && Volatile.Read(ref _progress[_split].CancelOf) == _reads.SequenceOf(_split))
        {
            // The pieces that were not given to the source behind never will be.
            int slot = _split;
            Volatile.Write(ref _split, -1);
            Volatile.Write(ref _progress[slot].WasCancelled, 1);
            if (LetGoOf(slot) > 0)
            {
                Wake(1);
            }
        }
    }

    /// <summary>After the source behind is disposed: takes its last completions, and ends what never reached it.</summary>
    private void EndAll(ref SpinWait wait)
    {
        ReadCompletion cancelled = new() { Status = ReadStatus.Cancelled };
        foreach (ref readonly ReadRequest request in _batch.AsSpan(0, _batched))
        {
            cancelled.Token = request.Token;
            _ = Arrived(in cancelled);
        }

        _batched = 0;
        if (_split >= 0)
        {
            _progress[_split].WasCancelled = 1;
            _ = LetGoOf(_split);
            _split = -1;
        }

        Span<ReadCompletion> arrived = stackalloc ReadCompletion[16];
        while (Volatile.Read(ref _inFlight) > 0)
        {
            int came = _device.Poll(arrived);
            for (int i = 0; i < came; i++)
            {
                _ = Arrived(in arrived[i]);
            }

            if (came == 0)
            {
                // Another thread has polled the rest and is taking it apart.
                wait.SpinOnce();
            }
        }
    }

    private static void LowerTo(ref int value, int bound)
    {
        int seen = Volatile.Read(ref value);
        while (bound < seen)
        {
            int found = Interlocked.CompareExchange(ref value, bound, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
