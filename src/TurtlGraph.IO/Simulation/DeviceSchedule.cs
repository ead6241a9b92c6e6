namespace TurtlGraph.IO;

/// <summary>
/// When each read of a <see cref="DeviceModel"/> ends. A channel that becomes free takes the waiting read with the earliest
/// deadline, of equal ones the oldest. Not thread-safe: the source guards it.
/// </summary>
/// <remarks>
/// Latency is the same for all, so reads reach the pipe in the order in which they started and their ends never decrease:
/// the end is known at the start, and the reads in service form a queue. The result depends on when reads were added and
/// removed, never on how often the schedule was asked.
/// </remarks>
internal sealed class DeviceSchedule
{
    private readonly DeviceModel _model;
    private readonly double[] _deadlines;
    private readonly int[] _lengths;
    private readonly double[] _ends;

    // Slots in the order of their arrival.
    private readonly int[] _waiting;
    private int _waitingCount;

    // A ring of slots in the order of their ends: first those that ended and were not taken yet, then those in service.
    private readonly int[] _started;
    private int _head;
    private int _startedCount;
    private int _endedCount;

    private double _time = double.NegativeInfinity;
    private double _pipeFree = double.NegativeInfinity;

    public DeviceSchedule(DeviceModel model)
    {
        _model = model;
        _deadlines = new double[model.QueueDepth];
        _lengths = new int[model.QueueDepth];
        _ends = new double[model.QueueDepth];
        _waiting = new int[model.QueueDepth];
        _started = new int[model.QueueDepth];
    }

    /// <summary>When the next read ends, or ended and was not taken yet; infinity when none has started.</summary>
    public double NextEnd => _startedCount > 0 ? _ends[At(0)] : double.PositiveInfinity;

    private int InService => _startedCount - _endedCount;

    /// <summary>
    /// Adds a read. Reads added between two calls of <see cref="Advance"/> arrive together, at the time of the first.
    /// </summary>
    public void Add(int slot, double deadline, int length)
    {
        _deadlines[slot] = deadline;
        _lengths[slot] = length;
        _waiting[_waitingCount++] = slot;
    }

    /// <summary>Removes a read that has not started; false when it has.</summary>
    public bool Remove(int slot)
    {
        int index = _waiting.AsSpan(0, _waitingCount).IndexOf(slot);
        if (index >= 0)
        {
            RemoveWaiting(index);
        }

        return index >= 0;
    }

    /// <summary>Lets the device work until <paramref name="now"/>.</summary>
    public void Advance(double now)
    {
        while (true)
        {
            while (_waitingCount > 0 && InService < _model.Channels)
            {
                StartMostUrgent();
            }

            if (InService == 0 || _ends[At(_endedCount)] > now)
            {
                break;
            }

            _time = Math.Max(_time, _ends[At(_endedCount)]);
            _endedCount++;
        }

        _time = Math.Max(_time, now);
    }

    /// <summary>Takes the next read that has ended.</summary>
    public bool TryTakeEnded(out int slot)
    {
        if (_endedCount == 0)
        {
            slot = -1;
            return false;
        }

        slot = _started[_head];
        _head = (_head + 1) % _started.Length;
        _startedCount--;
        _endedCount--;
        return true;
    }

    private void StartMostUrgent()
    {
        int best = 0;
        for (int i = 1; i < _waitingCount; i++)
        {
            if (_deadlines[_waiting[i]] < _deadlines[_waiting[best]])
            {
                best = i;
            }
        }

        int slot = _waiting[best];
        RemoveWaiting(best);
        double firstByte = Math.Max(_time + _model.LatencySeconds, _pipeFree);
        _pipeFree = firstByte + (_lengths[slot] / _model.BytesPerSecond);
        _ends[slot] = _pipeFree;
        _started[(_head + _startedCount) % _started.Length] = slot;
        _startedCount++;
    }

    private void RemoveWaiting(int index)
    {
        _waiting.AsSpan(index + 1, _waitingCount - index - 1).CopyTo(_waiting.AsSpan(index));
        _waitingCount--;
    }

    private int At(int position) => _started[(_head + position) % _started.Length];
}
