namespace TurtlGraph.IO;

/// <summary>
/// A source that spoils some of the reads of another one by a seeded <see cref="FaultPlan"/>: what a caller must survive.
/// Every accepted read still ends exactly once, a never-completing one when it is cancelled or the source is disposed.
/// </summary>
/// <remarks>
/// A double for tests and demonstrations: one lock guards its tables, also while the inner source is polled. It owns the
/// inner source and disposes it.
/// </remarks>
public sealed partial class FaultInjectingByteSource : IByteSource
{
    private readonly Lock _gate = new();
    private readonly IByteSource _inner;
    private readonly FaultPlan _plan;
    private readonly TimeProvider _clock;
    private readonly HarmedRead[] _reads;
    private readonly Stack<int> _free;
    private readonly List<int> _held = [];
    private readonly int[] _batch;
    private readonly int[] _passedOrder;
    private readonly ReadRequest[] _passed;
    private FaultCounts _counts;
    private bool _disposed;

    /// <summary>Wraps <paramref name="inner"/> and owns it from now on.</summary>
    /// <param name="inner">The source whose reads are spoiled.</param>
    /// <param name="plan">Which reads, and how.</param>
    /// <param name="clock">Whose time slow reads are held back by; the system's when null.</param>
    /// <exception cref="ArgumentException">A rate is not between 0 and 1, or they add up to more than 1.</exception>
    public FaultInjectingByteSource(IByteSource inner, FaultPlan plan, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        _inner = inner;
        _plan = plan;
        _clock = clock ?? TimeProvider.System;
        _reads = new HarmedRead[inner.QueueDepth];
        _batch = new int[_reads.Length];
        _passedOrder = new int[_reads.Length];
        _passed = new ReadRequest[_reads.Length];
        _free = new Stack<int>(_reads.Length);
        for (int slot = _reads.Length - 1; slot >= 0; slot--)
        {
            _free.Push(slot);
        }
    }

    /// <summary>What has been injected so far.</summary>
    public FaultCounts Injected
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <inheritdoc/>
    public string Name => "faulty-" + _inner.Name;

    /// <inheritdoc/>
    public int QueueDepth => _reads.Length;

    /// <inheritdoc/>
    public int AddFile(string path) => _inner.AddFile(path);

    /// <inheritdoc/>
    public void Distrust(int file, long offset, int length) => _inner.Distrust(file, offset, length);

    /// <inheritdoc/>
    public int Submit(ReadOnlySpan<ReadRequest> reads)
    {
        lock (_gate)
        {
            int planned = _disposed ? 0 : Math.Min(reads.Length, _free.Count);
            int passed = 0;
            for (int i = 0; i < planned; i++)
            {
                _batch[i] = _free.Pop();
                if (Plan(_batch[i], in reads[i], _counts.Reads + i))
                {
                    _passedOrder[passed] = i;
                    _passed[passed++] = PassedOn(_batch[i]);
                }
            }

            // What the inner source refuses is refused here, with all reads behind it.
            int taken = _inner.Submit(_passed.AsSpan(0, passed));
            int accepted = taken == passed ? planned : _passedOrder[taken];
            Accept(accepted);
            for (int i = planned - 1; i >= accepted; i--)
            {
                _free.Push(_batch[i]);
            }

            return accepted;
        }
    }

    /// <inheritdoc/>
    public int Poll(Span<ReadCompletion> completions)
    {
        lock (_gate)
        {
            int count = TakeHeld(completions);
            while (count < completions.Length)
            {
                int arrived = _inner.Poll(completions[count..]);
                if (arrived == 0)
                {
                    break;
                }

                count += KeepOrHold(completions.Slice(count, arrived));
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public bool WaitForCompletion(int milliseconds)
    {
        // Held completions come due by the clock, which cannot wake a thread: look at them every millisecond.
        long deadline = milliseconds < 0 ? long.MaxValue : Environment.TickCount64 + milliseconds;
        while (true)
        {
            lock (_gate)
            {
                if (_held.Exists(IsDue))
                {
                    return true;
                }

                if (_disposed)
                {
                    return false;
                }
            }

            long left = deadline - Environment.TickCount64;
            if (_inner.WaitForCompletion((int)Math.Clamp(left, 0, 1)))
            {
                return true;
            }

            if (left <= 0)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public bool Cancel(ulong token)
    {
        lock (_gate)
        {
            for (int slot = 0; slot < _reads.Length; slot++)
            {
                ref HarmedRead read = ref _reads[slot];
                if (!read.IsUsed || read.Request.Token != token)
                {
                    continue;
                }

                if (read.Fate != FaultKind.Never)
                {
                    return !read.HasArrived && _inner.Cancel((ulong)slot);
                }

                bool wasWaiting = read.Result.Status != ReadStatus.Cancelled;
                read.Result.Status = ReadStatus.Cancelled;
                read.Due = long.MinValue;
                return wasWaiting;
            }

            return false;
        }
    }

    /// <summary>Disposes the inner source; reads that were held back end as cancelled and can still be polled.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (int slot in _held)
            {
                ref HarmedRead read = ref _reads[slot];
                read.Due = long.MinValue;
                if (read.Fate == FaultKind.Never)
                {
                    read.Result.Status = ReadStatus.Cancelled;
                }
            }
        }

        _inner.Dispose();
    }

    private int TakeHeld(Span<ReadCompletion> completions)
    {
        int count = 0;
        for (int i = 0; i < _held.Count && count < completions.Length;)
        {
            int slot = _held[i];
            if (IsDue(slot))
            {
                _held.RemoveAt(i);
                completions[count++] = Release(slot);
            }
            else
            {
                i++;
            }
        }

        return count;
    }

    private int KeepOrHold(Span<ReadCompletion> arrived)
    {
        int kept = 0;
        foreach (ReadCompletion completion in arrived)
        {
            int slot = (int)completion.Token;
            ref HarmedRead read = ref _reads[slot];
            ulong token = read.Request.Token;
            read.Result = completion;
            read.Result.Token = token;
            read.HasArrived = true;
            Spoil(ref read);
            if (read.Fate == FaultKind.Slow && completion.Status != ReadStatus.Cancelled && !IsDue(slot))
            {
                _held.Add(slot);
            }
            else
            {
                arrived[kept++] = Release(slot);
            }
        }

        return kept;
    }

    private ReadCompletion Release(int slot)
    {
        _reads[slot].IsUsed = false;
        _free.Push(slot);
        return _reads[slot].Result;
    }

    private bool IsDue(int slot) => _disposed || _reads[slot].Due <= _clock.GetTimestamp();

    private struct HarmedRead
    {
        public ReadRequest Request;
        public ReadCompletion Result;
        public long Number;
        public long Due;
        public FaultKind Fate;
        public bool IsUsed;
        public bool IsPassedOn;
        public bool HasArrived;
    }
}
