namespace TurtlGraph.Caching;

/// <summary>
/// Finds out what a store holds when it is opened: at once what the saved index knows, then, in steps, what was written after it, and after a
/// crash whether the rest is still what was written. The store's thread only.
/// </summary>
internal sealed partial class StoreRecovery(StoreCore core) : IScanSink
{
    private const string Mismatch = "its bytes do not match their checksum";

    private readonly Queue<Task> _tasks = new();
    private readonly List<(long From, long To)> _gaps = [];
    private SegmentScanner? _scanner;
    private Task _current;

    /// <summary>Whether something is left to be looked at.</summary>
    public bool IsRunning => _scanner is not null || _tasks.Count > 0;

    /// <summary>Whether what is looked at next is new to the index, so that it cannot wait.</summary>
    public bool IsFinding => _scanner is not null ? !_current.IsCheck : _tasks.TryPeek(out Task task) && !task.IsCheck;

    public bool IsBusyWith(StoreSegment segment) => _scanner?.Segment == segment;

    /// <summary>Looks at about so many bytes more; false when all has been seen.</summary>
    public bool Step(long bytes)
    {
        if (_scanner is null)
        {
            if (!TryNext())
            {
                core.IsIndexComplete = true;
                return false;
            }
        }

        long before = _scanner!.Offset;
        bool goesOn = _scanner.Step(bytes, this);
        core.Counters.CheckedBytes += _scanner.Offset - before;
        if (!goesOn)
        {
            End();
        }

        return true;
    }

    /// <summary>Gives up looking at a segment that is to go.</summary>
    public void Forget(StoreSegment segment)
    {
        if (_scanner?.Segment == segment)
        {
            _scanner = null;
            _gaps.Clear();
        }
    }

    void IScanSink.Record(in RecordHeader header, StoreSegment segment, long offset, bool isIntact)
    {
        Place here = Place.Of(segment.Slot, offset, header.StoredLength);
        if (isIntact)
        {
            if (!_current.IsCheck)
            {
                segment.FirstSequence = Math.Min(segment.FirstSequence, header.Sequence);
                Adopt(in header, here);
            }
        }
        else if (!core.Drop(header.Key, here, Mismatch) && !_current.IsCheck)
        {
            // Damaged, or cut short by a crash before it was acknowledged: an older record of the key may count again.
            core.Report(new StoreDamage(segment.Name, offset, header.StoredLength, header.Key, Mismatch));
        }
    }

    void IScanSink.Gap(StoreSegment segment, long from, long to, bool isTail)
    {
        if (_current.IsCheck)
        {
            _gaps.Add((from, to));
        }
        else
        {
            string reason = isTail ? "the end of the file holds no whole record, as after a crash" : "no record begins here although one should";
            core.Report(new StoreDamage(segment.Name, from, to - from, null, reason), isTail);
        }
    }

    private bool TryNext()
    {
        while (_tasks.TryDequeue(out _current))
        {
            if (core.Segments.At(_current.Segment.Slot) == _current.Segment)
            {
                if (_current.IsCheck)
                {
                    core.IsIndexComplete = true;
                }

                _scanner = new SegmentScanner(_current.Segment, core.StoreId, _current.From, _current.To);
                return true;
            }
        }

        return false;
    }

    private void End()
    {
        foreach ((long from, long to) in _gaps)
        {
            foreach (IndexSlot entry in core.Index.EntriesOf(_current.Segment.Slot))
            {
                if (entry.Place.Offset >= from && entry.Place.Offset < to)
                {
                    core.Drop(entry.Key, entry.Place, "its header is damaged");
                }
            }
        }

        _gaps.Clear();
        _scanner = null;
        if (!_current.IsCheck)
        {
            _current.Segment.IsKnown = true;
            if (!_tasks.TryPeek(out Task next) || next.IsCheck)
            {
                core.IsIndexComplete = true;
            }
        }
    }

    /// <summary>Of two records of a key the one with the higher number counts; of equal ones, copies of each other, any, but a tombstone before others.</summary>
    private void Adopt(in RecordHeader header, Place here)
    {
        Place held = core.Index.Find(header.Key);
        if (held.IsSameAs(here))
        {
            return;
        }

        if (!held.IsNone && core.TryReadHeader(held, out RecordHeader other) && other.Key == header.Key
            && (other.Sequence > header.Sequence || (other.Sequence == header.Sequence && !header.IsTombstone)))
        {
            core.Index.MarkOlder(header.Key);
            return;
        }

        core.Index.Set(header.Key, here.WithHeat(held.Heat).WithOlder(!held.IsNone || header.IsTombstone));
        core.Segments.At(here.Segment)!.AddLive(here.Length);
        if (!held.IsNone)
        {
            core.Segments.At(held.Segment)?.AddLive(-held.Length);
        }
    }

    private readonly record struct Task(StoreSegment Segment, long From, long To, bool IsCheck);
}
