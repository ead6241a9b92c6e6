namespace TurtlGraph.IO;

// Who uses the ring, and who sleeps where.
public sealed unsafe partial class UringByteSource
{
    /// <summary>Sees to it that waiting reads and wanted cancels reach the kernel, without waiting for anybody.</summary>
    private void HandOver()
    {
        if (_owner.TryTake())
        {
            Flush(mayCopy: false);
            LetGo();
        }
        else
        {
            WakeOwner();
        }
    }

    /// <summary>Wakes the thread that sleeps in the kernel, if one does. It will see what was left for it.</summary>
    private void WakeOwner()
    {
        // Counted, with the barrier that this needs anyway, so that Dispose does not close the event before it is signalled.
        Interlocked.Increment(ref _waking);
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
        {
            LinuxCalls.SignalEvent(_wakeEvent);
        }

        Interlocked.Decrement(ref _waking);
    }

    /// <summary>Gives up the ring, and takes it again while there is work that others have left behind.</summary>
    private void LetGo()
    {
        int finished = _newlyFinished;
        _newlyFinished = 0;
        bool isStuck = _ring.HasSubmissions;
        _owner.Release();
        while (!isStuck && !_stopping && HasWorkForKernel && _owner.TryTake())
        {
            Flush(mayCopy: false);
            isStuck = _ring.HasSubmissions;
            finished += _newlyFinished;
            _newlyFinished = 0;
            _owner.Release();
        }

        // One more than there is to take: somebody has to sleep in the kernel next.
        _completions.Signal(finished + 1);
    }

    void IWakeable.Wake(int threads)
    {
        _early.Ask(threads);
        WakeOwner();
        _completions.Signal(threads);
    }

    private bool HasWorkForKernel =>
        Volatile.Read(ref _cancelsWanted) > 0 || (_reads.HasWaiting && Volatile.Read(ref _open) < _ringDepth);

    private void SleepInKernel(long milliseconds)
    {
        Reap();
        Fill(mayCopy: true);
        if (_newlyFinished > 0)
        {
            Flush(mayCopy: true);
            return;
        }

        Interlocked.Exchange(ref _asleep, 1);
        if (!HasWorkForKernel && !_stopping && !_reads.HasFinished && !_early.IsWanted)
        {
            _ = _ring.SubmitAndWait(UntilCancel(milliseconds));
        }

        Volatile.Write(ref _asleep, 0);
        Reap();
        Flush(mayCopy: true);
    }

    private void SleepBehindOwner(long milliseconds)
    {
        _completions.Enter();

        // An owner that let go before this thread announced itself has signalled nobody: then this one is to sleep in the kernel.
        if (_owner.IsTaken && !_reads.HasFinished && !_stopping && !_early.IsWanted)
        {
            _completions.Wait((int)Math.Min(milliseconds, int.MaxValue));
        }

        _completions.Leave();
    }
}
