namespace TurtlGraph.Caching;

/// <content>What is found out before the store is open: which files there are, and what the saved index says of them.</content>
internal sealed partial class StoreRecovery
{
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
            core.StoreId = opened.Select(pair => MarkIn(pair.Segment)).FirstOrDefault(mark => mark != 0);
        }

        if (core.StoreId == 0)
        {
            core.StoreId = (uint)Random.Shared.NextInt64(1, uint.MaxValue);
        }

        Adopt(saved, opened);
        Plan(opened, isClean: saved is { Header.IsClean: 1 });
    }

    /// <summary>The store's mark in the first record of a segment whose header is damaged; 0 when that is, too.</summary>
    private static uint MarkIn(StoreSegment segment)
    {
        var header = default(RecordHeader);
        Span<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<RecordHeader>(ref header));
        return segment.File.Read(bytes, [], SegmentHeader.Size) == RecordHeader.Size && header.IsAt(header.StoreId, segment.Number, SegmentHeader.Size)
            ? header.StoreId
            : 0;
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
}
