using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.IO;

// From the table to the kernel and back. Only the owner of the ring runs this.
public sealed unsafe partial class UringByteSource
{
    private const ulong ReadTag = 0;
    private const ulong WakeTag = 1;
    private const ulong CancelTag = 2;
    private const int TagBits = 2;
    private const int SlotBits = 16;
    private const int MaxAttempts = 1000;

    // Set while a thread fills the ring that must not copy.
    private byte _submissionFlags;

    /// <summary>Hands waiting reads to the kernel, without waiting.</summary>
    private void Flush(bool mayCopy)
    {
        Fill(mayCopy);
        if (_ring.HasSubmissions || _ring.HasOverflow)
        {
            _ = _ring.Submit();
        }
    }

    /// <summary>
    /// Writes entries for waiting reads. When the caller may not copy, reads through the page cache are left to the kernel's threads.
    /// </summary>
    private void Fill(bool mayCopy)
    {
        _submissionFlags = mayCopy || _direct ? (byte)0 : RingSubmission.Async;
        IssueCancels();
        while (_open < _ringDepth && _reads.TryClaim(out int slot))
        {
            Start(slot);
            if (_ring.SubmissionCount >= _batch)
            {
                // The device begins with these while the next are being written.
                _ = _ring.Submit();
            }
        }

        _submissionFlags = 0;
    }

    private void Reap()
    {
        while (_ring.TryTake(out RingCompletion completion))
        {
            ulong tag = completion.UserData & ((1 << TagBits) - 1);
            if (tag == ReadTag)
            {
                Arrived(SlotOf(completion.UserData), completion.Result);
            }
            else if (tag == WakeTag && !_stopping)
            {
                QueueWake();
            }
            else if (tag == WakeTag)
            {
                _isWakeQueued = false;
            }
            else if (completion.Result < 0)
            {
                CancelMissed(completion.UserData & ~CancelTag);
            }
        }
    }

    private void Start(int slot)
    {
        ref readonly ReadRequest request = ref _reads[slot];
        if ((uint)request.File >= (uint)Volatile.Read(ref _files).Length)
        {
            Finish(slot, ReadStatus.Failed, 0, ReadError.UnknownFile);
            return;
        }

        if (request.Offset < 0 || request.Length < 1 || request.Destination is null)
        {
            Finish(slot, ReadStatus.Failed, 0, ReadError.InvalidRange);
            return;
        }

        ref RingRead read = ref _running[slot];
        read.Done = 0;
        read.Attempts = 0;
        read.Bounce = -1;
        _open++;
        Continue(slot);
    }

    /// <summary>Queues the next operation of a read that has begun.</summary>
    private void Continue(int slot)
    {
        if (IsCalledBack(slot))
        {
            End(slot, ReadStatus.Cancelled, 0);
            return;
        }

        ref readonly ReadRequest request = ref _reads[slot];
        ref RingRead read = ref _running[slot];
        UringFile file = Volatile.Read(ref _files)[request.File];
        long offset = request.Offset + read.Done;
        byte* destination = request.Destination + read.Done;
        int left = request.Length - read.Done;
        int mask = file.OffsetMask;
        bool startsAligned = file.IsAligned(offset, destination);
        if (startsAligned && (left & mask) == 0)
        {
            Queue(slot, file, offset, destination, Math.Min(left, _maxReadBytes));
            return;
        }

        long start = offset & ~(long)mask;
        long end = (offset + left + mask) & ~(long)mask;
        if (startsAligned && end - start > _bounce!.Bytes)
        {
            // The aligned part goes straight to its place; what is left over is the next operation's.
            Queue(slot, file, offset, destination, Math.Min(left & ~mask, _maxReadBytes));
        }
        else if (_bounce!.TryRent(out int buffer))
        {
            read.Bounce = buffer;
            read.Skip = (int)(offset - start);
            Queue(slot, file, start, _bounce[buffer], (int)Math.Min(end - start, _bounce.Bytes));
        }
        else
        {
            _starved[_starvedCount++] = slot;
        }
    }

    private void Queue(int slot, UringFile file, long offset, byte* destination, int length)
    {
        ref RingRead read = ref _running[slot];
        RingSubmission* entry = NextEntry();
        ushort place = 0;
        bool isFixed = _memory.TryFind(destination, length, out place);
        entry->Operation = isFixed ? RingOperation.ReadFixed : RingOperation.Read;
        entry->BufferIndex = place;
        entry->Flags = (byte)(_submissionFlags | (file.Place >= 0 ? RingSubmission.FixedFile : 0));
        entry->File = file.Place >= 0 ? file.Place : file.Descriptor;
        entry->Offset = (ulong)offset;
        entry->Address = destination;
        entry->Length = (uint)length;
        entry->UserData = NameOf(slot);
        if (read.Attempts > 0)
        {
            entry->Flags |= RingSubmission.Async;
        }

        read.Asked = length;
        read.WasDirect = file.IsDirect;
    }

    /// <summary>The kernel has answered for a read: its buffer is the source's again.</summary>
    private void Arrived(int slot, int result)
    {
        if (result < 0)
        {
            Refused(slot, -result);
            return;
        }

        ref readonly ReadRequest request = ref _reads[slot];
        ref RingRead read = ref _running[slot];
        UringFile file = Volatile.Read(ref _files)[request.File];
        int left = request.Length - read.Done;
        int gained = result;
        if (read.Bounce >= 0)
        {
            gained = Math.Clamp(result - read.Skip, 0, left);
            Unsafe.CopyBlockUnaligned(request.Destination + read.Done, _bounce![read.Bounce] + read.Skip, (uint)gained);
            ReturnBounce(ref read);
        }

        Debug.Assert(gained <= left);
        read.Done += gained;
        read.Attempts = 0;
        file.HasWorked = true;

        // A direct read that stops inside a block has met the end of the file.
        bool isEnd = gained == 0 || (file.IsDirect && (result & file.OffsetMask) != 0);
        if (gained == left)
        {
            End(slot, ReadStatus.Ok, 0);
        }
        else if (isEnd)
        {
            End(slot, ReadStatus.Short, 0);
        }
        else
        {
            Continue(slot);
        }
    }

    private void Refused(int slot, int error)
    {
        ref RingRead read = ref _running[slot];
        ReturnBounce(ref read);
        // A read that a thread of the kernel was serving when it was called back ends as interrupted.
        if (error is LinuxCalls.Cancelled or LinuxCalls.Interrupted or LinuxCalls.Again && (_stopping || IsCalledBack(slot)))
        {
            End(slot, ReadStatus.Cancelled, 0);
        }
        else if (error is LinuxCalls.Cancelled or LinuxCalls.Interrupted or LinuxCalls.Again && read.Attempts++ < MaxAttempts)
        {
            // Also when the thread that had handed it over has ended: the kernel then drops what that thread had begun.
            Continue(slot);
        }
        else if (error == LinuxCalls.Invalid && read.WasDirect && MayReadCached(Volatile.Read(ref _files)[_reads[slot].File]))
        {
            Continue(slot);
        }
        else
        {
            End(slot, ReadStatus.Failed, error);
        }
    }

    /// <summary>Several direct reads may be refused at once: the first gives up, the others follow.</summary>
    private static bool MayReadCached(UringFile file) => !file.IsDirect || file.TryGiveUpDirect();

    /// <summary>Gives a bounce buffer back, first of all to a read that waits for one.</summary>
    private void ReturnBounce(ref RingRead read)
    {
        if (read.Bounce < 0)
        {
            return;
        }

        _bounce!.Return(read.Bounce);
        read.Bounce = -1;
        if (_starvedCount > 0)
        {
            int slot = _starved[0];
            _starvedCount--;
            _starved.AsSpan(1, _starvedCount).CopyTo(_starved);
            Continue(slot);
        }
    }

    private void End(int slot, ReadStatus status, int errorCode)
    {
        _open--;
        Finish(slot, status, _running[slot].Done, errorCode);
    }

    private void Finish(int slot, ReadStatus status, int bytesRead, int errorCode)
    {
        _reads.Finish(slot, status, status is ReadStatus.Failed or ReadStatus.Cancelled ? 0 : bytesRead, errorCode);
        _newlyFinished++;
    }

    private RingSubmission* NextEntry()
    {
        RingSubmission* entry;
        while ((entry = _ring.Next()) is null)
        {
            // The ring has an entry for every read, so only a kernel that is slow to take them brings us here.
            _ = _ring.Submit();
        }

        return entry;
    }

    private static int SlotOf(ulong name) => (int)(name >> TagBits) & ((1 << SlotBits) - 1);

    private ulong NameOf(int slot) => ((ulong)_reads.SequenceOf(slot) << (SlotBits + TagBits)) | ((ulong)slot << TagBits) | ReadTag;
}
