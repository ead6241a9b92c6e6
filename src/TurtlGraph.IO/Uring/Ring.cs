using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TurtlGraph.IO;

/// <summary>
/// One io_uring (Linux 5.11 and later; J. Axboe, "Efficient IO with io_uring", 2019): the mapped submission and completion
/// queue and the three system calls. One thread at a time uses it; registering is for any thread.
/// </summary>
internal sealed unsafe partial class Ring : IDisposable
{
    private const uint NeededFeatures = RingParameters.SingleMapping | RingParameters.NoDrop
        | RingParameters.FastPoll | RingParameters.ExtendedArgument;

    private const uint NeedsWakeup = 1;
    private const uint OverflowPending = 2;
    private readonly int _descriptor;
    private readonly bool _isPolled;
    private byte* _rings;
    private readonly nuint _ringsLength;
    private byte* _entries;
    private readonly nuint _entriesLength;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _submissionFlags;
    private readonly uint _submissionMask;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint _completionMask;
    private readonly RingCompletion* _completions;
    private uint _written;
    private uint _toSubmit;

    private Ring(int descriptor, in RingParameters parameters, byte* rings, nuint ringsLength, byte* entries, nuint entriesLength)
    {
        _descriptor = descriptor;
        _isPolled = (parameters.Flags & RingParameters.SubmissionPolling) != 0;
        _rings = rings;
        _ringsLength = ringsLength;
        _entries = entries;
        _entriesLength = entriesLength;
        _submissionHead = (uint*)(rings + parameters.Submissions.Head);
        _submissionTail = (uint*)(rings + parameters.Submissions.Tail);
        _submissionFlags = (uint*)(rings + parameters.Submissions.Fifth);
        _submissionMask = *(uint*)(rings + parameters.Submissions.Mask);
        _completionHead = (uint*)(rings + parameters.Completions.Head);
        _completionTail = (uint*)(rings + parameters.Completions.Tail);
        _completionMask = *(uint*)(rings + parameters.Completions.Mask);
        _completions = (RingCompletion*)(rings + parameters.Completions.Sixth);
        _written = *_submissionTail;

        // The index array names the entries in their own order, for good.
        uint* order = (uint*)(rings + parameters.Submissions.Seventh);
        for (uint i = 0; i <= _submissionMask; i++)
        {
            order[i] = i;
        }
    }

    /// <summary>Whether completions wait to be taken.</summary>
    public bool HasCompletions => *_completionHead != Volatile.Read(ref *_completionTail);

    /// <summary>Whether the kernel holds completions that had no room; <see cref="Submit"/> makes it hand them over.</summary>
    public bool HasOverflow => (Volatile.Read(ref *_submissionFlags) & OverflowPending) != 0;

    /// <summary>Whether entries wait to be handed to the kernel.</summary>
    public bool HasSubmissions => _toSubmit > 0;

    /// <summary>How many entries wait to be handed to the kernel.</summary>
    public int SubmissionCount => (int)_toSubmit;

    /// <summary>Makes a ring with flags of <see cref="RingParameters"/>; null with the error number when the kernel or a policy refuses it.</summary>
    public static Ring? TryCreate(int submissions, int completions, uint flags, int pollingIdleMilliseconds, out int error)
    {
        RingParameters parameters = new()
        {
            Flags = RingParameters.CompletionSize | flags,
            CompletionEntries = (uint)completions,
            PollingIdleMilliseconds = (uint)pollingIdleMilliseconds,
        };
        int descriptor = (int)Setup(SetupNumber, (uint)submissions, &parameters);
        if (descriptor < 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        if ((parameters.Features & NeededFeatures) != NeededFeatures)
        {
            LinuxCalls.CloseFile(descriptor);
            error = NotSupported;
            return null;
        }

        nuint ringsLength = Math.Max(
            parameters.Submissions.Seventh + (parameters.SubmissionEntries * sizeof(uint)),
            parameters.Completions.Sixth + (parameters.CompletionEntries * (uint)sizeof(RingCompletion)));
        nuint entriesLength = parameters.SubmissionEntries * (nuint)sizeof(RingSubmission);
        byte* rings = Map(descriptor, ringsLength, 0);
        byte* entries = rings is null ? null : Map(descriptor, entriesLength, EntriesOffset);
        if (entries is null)
        {
            if (rings is not null)
            {
                _ = MemoryUnmap(rings, ringsLength);
            }

            LinuxCalls.CloseFile(descriptor);
            error = LinuxCalls.NoMemory;
            return null;
        }

        error = 0;
        return new Ring(descriptor, parameters, rings, ringsLength, entries, entriesLength);
    }

    /// <summary>The next free entry, zeroed, or null when the queue is full: then <see cref="Submit"/> first.</summary>
    public RingSubmission* Next()
    {
        if (_written - Volatile.Read(ref *_submissionHead) > _submissionMask)
        {
            return null;
        }

        RingSubmission* entry = (RingSubmission*)_entries + (_written++ & _submissionMask);
        *entry = default;
        _toSubmit++;
        return entry;
    }

    /// <summary>Hands all written entries to the kernel, without waiting. Returns 0 or a negative error number.</summary>
    public int Submit() => Enter(0, 0);

    /// <summary>
    /// Hands over all written entries and waits until there is a completion or the time has passed (-1: no limit).
    /// Returns 0 or a negative error number.
    /// </summary>
    public int SubmitAndWait(long milliseconds) => Enter(1, milliseconds);

    /// <summary>Takes the next completion.</summary>
    public bool TryTake(out RingCompletion completion)
    {
        uint head = *_completionHead;
        if (head == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }

        completion = _completions[head & _completionMask];
        Volatile.Write(ref *_completionHead, head + 1);
        return true;
    }

    /// <summary>Closes the ring. Nothing may be in flight.</summary>
    public void Dispose()
    {
        if (_rings is null)
        {
            return;
        }

        _ = MemoryUnmap(_entries, _entriesLength);
        _ = MemoryUnmap(_rings, _ringsLength);
        _rings = null;
        _entries = null;
        LinuxCalls.CloseFile(_descriptor);
    }

    private int Enter(uint wanted, long milliseconds)
    {
        Debug.Assert(_rings is not null);
        Volatile.Write(ref *_submissionTail, _written);
        uint flags = 0;
        uint submit = _toSubmit;
        if (_isPolled)
        {
            // The polling thread takes the entries; it is called only when it has gone to sleep.
            Interlocked.MemoryBarrier();
            flags = (Volatile.Read(ref *_submissionFlags) & NeedsWakeup) != 0 ? WakePolling : 0;
            _toSubmit = 0;
        }

        bool hasOverflow = HasOverflow;
        if (wanted == 0 && flags == 0 && !hasOverflow && (_isPolled || submit == 0))
        {
            return 0;
        }

        RingTime time = new() { Seconds = milliseconds / 1000, Nanoseconds = milliseconds % 1000 * 1_000_000 };
        RingWaitArgument argument = new() { Timeout = milliseconds < 0 ? null : &time };
        if (wanted > 0 || hasOverflow)
        {
            flags |= GetEvents | ExtendedArgument;
        }

        nint result = Enter(EnterNumber, _descriptor, submit, wanted, flags, (flags & ExtendedArgument) != 0 ? &argument : null, (nuint)((flags & ExtendedArgument) != 0 ? sizeof(RingWaitArgument) : 0));
        int error = result >= 0 ? 0 : Marshal.GetLastPInvokeError();
        if (!_isPolled)
        {
            // What the kernel has taken is what it has moved its head over, also when the wait after it ended in an error.
            _toSubmit = _written - Volatile.Read(ref *_submissionHead);
        }

        return error is LinuxCalls.TimedOut or LinuxCalls.Interrupted ? 0 : -error;
    }
}
