namespace TurtlGraph.IO;

// Calling reads back, and being woken.
public sealed unsafe partial class UringByteSource
{
    private bool _isWakeQueued;
    private bool _hasMissedCancels;
    private long _cancelAgainAt;

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        if (_reads.Cancel(token))
        {
            _completions.Signal();
            return true;
        }

        if (!_stopping && _reads.TryFindClaimed(token, out int slot, out long sequence))
        {
            // The number of the read, not the slot, is what is called back: by now the slot may serve another one.
            Volatile.Write(ref _running[slot].CancelOf, sequence);
            Interlocked.Increment(ref _cancelsWanted);
            HandOver();
        }

        return false;
    }

    private bool IsCalledBack(int slot) => Volatile.Read(ref _running[slot].CancelOf) == _reads.SequenceOf(slot);

    private void IssueCancels()
    {
        bool isAgain = _hasMissedCancels && Environment.TickCount64 >= _cancelAgainAt;
        if (!isAgain && Volatile.Read(ref _cancelsWanted) == 0)
        {
            return;
        }

        _hasMissedCancels = false;
        Interlocked.Exchange(ref _cancelsWanted, 0);
        for (int slot = 0; slot < _running.Length; slot++)
        {
            long wanted = Volatile.Read(ref _running[slot].CancelOf);
            if (wanted > 0 && wanted != _running[slot].CancelIssued && _reads.IsClaimed(slot))
            {
                _running[slot].CancelIssued = wanted;
                CallBack(((ulong)wanted << (SlotBits + TagBits)) | ((ulong)slot << TagBits));
            }
        }

        EndStarved();
    }

    /// <summary>
    /// The kernel could not call a read back: one of its threads had taken it up and was not yet where it can be interrupted. As long as
    /// the read has not ended it is called back again, a little later.
    /// </summary>
    private void CancelMissed(ulong name)
    {
        int slot = SlotOf(name);
        if (_reads.IsClaimed(slot) && NameOf(slot) == name)
        {
            _running[slot].CancelIssued = 0;
            _hasMissedCancels = true;
            _cancelAgainAt = Environment.TickCount64 + 1;
        }
    }

    /// <summary>A sleep in the kernel is no longer than until the next call back.</summary>
    private long UntilCancel(long milliseconds) => _hasMissedCancels && milliseconds != 0 ? 1 : milliseconds;

    private void CallBackAll()
    {
        for (int slot = 0; slot < _running.Length; slot++)
        {
            if (_reads.IsClaimed(slot))
            {
                Volatile.Write(ref _running[slot].CancelOf, _reads.SequenceOf(slot));
                CallBack(NameOf(slot));
            }
        }

        EndStarved();
        if (_isWakeQueued)
        {
            LinuxCalls.SignalEvent(_wakeEvent);
        }
    }

    /// <summary>Reads that wait for a bounce buffer are not the kernel's: those that were called back end here.</summary>
    private void EndStarved()
    {
        int kept = 0;
        foreach (int slot in _starved.AsSpan(0, _starvedCount))
        {
            if (IsCalledBack(slot))
            {
                End(slot, ReadStatus.Cancelled, 0);
            }
            else
            {
                _starved[kept++] = slot;
            }
        }

        _starvedCount = kept;
    }

    /// <summary>Asks the kernel to give up an operation. The name holds the read's number, so no later read is meant.</summary>
    private void CallBack(ulong name)
    {
        RingSubmission* entry = NextEntry();
        entry->Operation = RingOperation.AsyncCancel;
        entry->File = -1;
        entry->Address = (byte*)name;
        entry->UserData = name | CancelTag;
    }

    /// <summary>Puts a read of the wake event into the ring: it completes, and wakes the sleeper, when somebody signals the event.</summary>
    private void QueueWake()
    {
        RingSubmission* entry = NextEntry();
        entry->Operation = RingOperation.Read;
        entry->File = _wakeEvent;
        entry->Address = (byte*)_wakeCount;
        entry->Length = sizeof(ulong);
        entry->UserData = WakeTag;
        _isWakeQueued = true;
    }
}
