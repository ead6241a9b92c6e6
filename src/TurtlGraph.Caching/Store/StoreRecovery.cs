namespace TurtlGraph.Caching;

/// <summary>
/// Finds out what a store holds when it is opened: at once what the saved index knows, then, in steps, what was written after it, and after a
/// crash whether the rest is still what was written. The store's thread only.
/// </summary>
internal sealed class StoreRecovery(StoreCore core) : IScanSink
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

    /// <summary>Bytes that are left to be looked at.</summary>
    public long BytesLeft => _tasks.Sum(task => task.To - task.From) + (_scanner is null ? 0 : _current.To - _scanner.Offset);

    public bool IsBusyWith(StoreSegment segment) => _scanner?.Segment == segment;

    /// <summary>Opens the files and takes over the saved index.</summary>
    /// <exception cref="StoreFormatException">A file is of a format this version does not know.</exception>
    public void Begin()
    {
        List<ulong> numbers = ListSegments();
        SavedIndex? saved = LoadIndex();
        core.StoreId = saved?.Header.StoreId ?? 0;
        var rows = (saved?.Segments ?? []).ToDictionary(row => row.Number);
        var opened = new List<(StoreSegment Segment, long Known)>();

        // Those that the index names first: they keep their slots.
        foreach (ulong number in numbers.OrderByDescending(rows.ContainsKey).ThenBy(number => number))
        {
            bool isSaved = rows.TryGetValue(number, out SavedSegment row);
            if (Open(number, isSaved ? row : null) is { } segment)
            {
                opened.Add((segment, isSaved ? Math.Min(row.Length, segment.Length) : 0));
            }
        }

        if (core.StoreId == 0)
        {
            core.StoreId = (uint)Random.Shared.NextInt64(1, uint.MaxValue);
        }

        Adopt(saved, opened);
        Plan(opened, isClean: saved is { Header.IsClean: 1 });
    }

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

    private SavedIndex? LoadIndex()
    {
        string? problem = null;
        SavedIndex? saved = core.Options.IgnoresSavedIndex ? null : SavedIndex.TryLoad(core.Files, out problem);
        if (problem is not null)
        {
            core.Report(new StoreDamage(SavedIndex.Name, 0, 0, null, problem + "; all segments are looked through instead"));
        }

        // One that is not used must not be found later: it would speak of other segments with the same numbers.
        if (saved is null && !core.Options.IsReadOnly && core.Files.List().Contains(SavedIndex.Name))
        {
            core.Files.Delete(SavedIndex.Name);
            core.Files.Flush();
        }

        return saved;
    }

    private List<ulong> ListSegments()
    {
        var numbers = new List<ulong>();
        foreach (string name in core.Files.List())
        {
            if (SegmentHeader.TryParseName(name, out ulong number))
            {
                numbers.Add(number);
                core.Segments.Skip(number);
            }
            else if (!core.Options.IsReadOnly && name.EndsWith(".tmp", StringComparison.Ordinal))
            {
                core.Files.Delete(name);
            }
        }

        return numbers;
    }

    private StoreSegment? Open(ulong number, SavedSegment? row)
    {
        IStoreFile file = core.Files.Open(SegmentHeader.NameOf(number));
        var header = default(SegmentHeader);
        long length = file.Length;
        bool isWhole = file.Read(SegmentHeader.Bytes(ref header), [], 0) == SegmentHeader.Size && header.IsWhole && header.Number == number;
        if (isWhole && header.Format != SegmentHeader.FormatVersion)
        {
            file.Dispose();
            throw new StoreFormatException(
                $"'{SegmentHeader.NameOf(number)}' in '{core.Files.Path}' has format {header.Format}, and this version knows {SegmentHeader.FormatVersion}. Open it with the version that wrote it, or empty the folder.");
        }

        if (!isWhole && length <= SegmentHeader.Size)
        {
            // Made and not yet written to when the process ended.
            file.Dispose();
            if (!core.Options.IsReadOnly)
            {
                core.Files.Delete(SegmentHeader.NameOf(number));
            }

            return null;
        }

        if (!isWhole)
        {
            core.Report(new StoreDamage(SegmentHeader.NameOf(number), 0, SegmentHeader.Size, null, "the segment's header is damaged; its records are looked for all the same"));
        }
        else if (core.StoreId == 0)
        {
            core.StoreId = header.StoreId;
        }

        int slot = row?.Slot ?? -1;
        if (slot < 0 || slot > Place.MostSegments || core.Segments.At(slot) is not null)
        {
            row = null;
            slot = core.Segments.FreeSlot();
        }

        var segment = new StoreSegment(number, slot, isWhole ? header.Expiry : row?.Expiry ?? 0, file)
        {
            Length = length,
            IsSealed = true,
            LastUse = row?.LastUse ?? 0,
            FirstSequence = row?.FirstSequence ?? ulong.MaxValue,
        };
        core.Segments.Add(segment);
        return segment;
    }

    private void Adopt(SavedIndex? saved, List<(StoreSegment Segment, long Known)> opened)
    {
        // A session numbers its records from the number of the last segment before it, so they are lower than what any later session begins with.
        ulong highest = opened.Count == 0 ? 0 : opened.Max(pair => pair.Segment.Number);
        if (saved is null)
        {
            core.LastSequence = highest << 32;
            return;
        }

        core.Segments.Skip(Math.Max(saved.Header.NextSegment, 1) - 1);
        core.LastSequence = Math.Max(saved.Header.LastSequence, Math.Max(highest, Math.Max(saved.Header.NextSegment, 1) - 1) << 32);
        core.UseClock = saved.Header.UseClock;
        if (saved.Filter.Length == core.Filter.Bytes.Length)
        {
            saved.Filter.CopyTo(core.Filter.Bytes);
        }

        core.Index.Reserve(saved.Entries.Length);
        var known = opened.ToDictionary(pair => pair.Segment.Number, pair => pair.Known);
        var bySlot = new long[Place.MostSegments + 1];
        foreach (SavedSegment row in saved.Segments)
        {
            if (known.TryGetValue(row.Number, out long length) && core.Segments.At(row.Slot)?.Number == row.Number)
            {
                bySlot[row.Slot] = length;
            }
        }

        var live = new long[bySlot.Length];
        foreach (ref readonly IndexSlot entry in saved.Entries.AsSpan())
        {
            Place place = entry.Place;
            if (place.Offset + place.Length <= bySlot[place.Segment])
            {
                core.Index.Set(entry.Key, place);
                live[place.Segment] += place.Length;
            }
            else if (bySlot[place.Segment] > 0)
            {
                core.Report(new StoreDamage(core.Segments.At(place.Segment)!.Name, place.Offset, place.Length, entry.Key, "the file ends before it"));
            }
        }

        foreach (StoreSegment segment in core.Segments.All)
        {
            segment.AddLive(live[segment.Slot]);
        }
    }

    /// <summary>What the index does not know is looked at first, the latest first of all; then, unless the store was closed in order, the rest.</summary>
    private void Plan(List<(StoreSegment Segment, long Known)> opened, bool isClean)
    {
        bool isComplete = true;
        foreach ((StoreSegment segment, long known) in opened.OrderByDescending(pair => pair.Segment.Number))
        {
            segment.IsKnown = known >= segment.Length;
            segment.FlushedLength = known;
            if (!segment.IsKnown)
            {
                isComplete = false;
                _tasks.Enqueue(new Task(segment, Math.Max(known, SegmentHeader.Size), segment.Length, IsCheck: false));
            }
        }

        core.IsIndexComplete = isComplete;
        foreach ((StoreSegment segment, long known) in opened.OrderByDescending(pair => pair.Segment.Number))
        {
            if (known > SegmentHeader.Size && (core.Options.ChecksAll || !(isClean && isComplete)))
            {
                _tasks.Enqueue(new Task(segment, SegmentHeader.Size, known, IsCheck: true));
            }
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
