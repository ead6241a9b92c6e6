using System.Buffers;

namespace TurtlGraph.Caching;

/// <summary>
/// Writes what is still needed of some segments to a new one, in steps, while reads go on in the old ones; then the new file takes its name,
/// the index changes over, and the old files go. The store's thread only.
/// </summary>
internal sealed class SegmentCompactor(StoreCore core, SegmentRetirement retirement) : IScanSink
{
    private const string TemporaryName = "compaction.tmp";

    /// <summary>Sealed segments of less than one part in so many of a full one are merged when they are many.</summary>
    private const int SmallPart = 4;
    private const int ManySmall = 8;
    private const int MostSources = 32;

    private readonly List<StoreSegment> _sources = [];
    private readonly List<Move> _moves = [];
    private SegmentScanner? _scanner;
    private RecordAppender? _appender;
    private IStoreFile? _file;
    private ulong _number;
    private int _next;

    public bool IsRunning => _sources.Count > 0;

    /// <summary>Bytes that are to be written.</summary>
    public long SourceBytes => _sources.Sum(source => source.LiveBytes);

    public bool IsBusyWith(StoreSegment segment) => _sources.Contains(segment);

    /// <summary>Looks for segments worth the work and begins with them; all that hold anything superfluous when <paramref name="all"/>.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public bool TryStart(bool all)
    {
        Choose(all ? double.Epsilon : core.Options.CompactionThreshold, all ? 2 : ManySmall);
        if (_sources.Count == 0)
        {
            return false;
        }

        try
        {
            _number = core.Segments.TakeNumber();
            _file = core.Files.Create(TemporaryName);
            _appender = new RecordAppender(_file, core.StoreId, _number);
            _appender.Begin(_sources[0].Expiry);
        }
        catch
        {
            Abort();
            throw;
        }

        return true;
    }

    /// <summary>Goes on for about so many bytes; false when the work is done.</summary>
    /// <exception cref="IOException">The disk refuses; the work so far is given up and nothing has changed.</exception>
    public bool Step(long bytes)
    {
        try
        {
            if (_next < _sources.Count)
            {
                StoreSegment source = _sources[_next];
                _scanner ??= new SegmentScanner(source, core.StoreId, 0, source.Length);
                if (!_scanner.Step(bytes, this))
                {
                    _scanner = null;
                    _next++;
                }

                return true;
            }

            Finish();
            return false;
        }
        catch
        {
            Abort();
            throw;
        }
    }

    void IScanSink.Record(in RecordHeader header, StoreSegment segment, long offset, bool isIntact)
    {
        Place place = core.Index.Find(header.Key);
        Place here = Place.Of(segment.Slot, offset, header.StoredLength);
        if (header.IsTombstone && (place.IsNone || place.IsSameAs(here)))
        {
            // Older records in other sources count too: a crash may delete this source and leave those.
            if (!core.MayHoldOlder(header.Sequence, segment))
            {
                if (!place.IsNone && !core.Index.Remove(header.Key, here).IsNone)
                {
                    segment.AddLive(-here.Length);
                }

                return;
            }
        }
        else if (header.IsTombstone)
        {
            // The newer record takes over what the tombstone stood for.
            core.Index.MarkOlder(header.Key);
            return;
        }

        if (place.IsSameAs(here))
        {
            if (isIntact)
            {
                Copy(header, segment, here);
            }
            else
            {
                core.Drop(header.Key, here, "its bytes do not match their checksum");
            }
        }
    }

    void IScanSink.Gap(StoreSegment segment, long from, long to, bool isTail)
    {
    }

    private void Choose(double threshold, int manySmall)
    {
        IEnumerable<IGrouping<long, StoreSegment>> groups = core.Segments.All
            .Where(segment => segment.IsSealed && segment.IsKnown)
            .OrderByDescending(segment => segment.Waste)
            .GroupBy(segment => segment.Expiry);
        foreach (IGrouping<long, StoreSegment> group in groups)
        {
            StoreSegment[] wasteful = [.. group.Where(segment => segment.Waste >= threshold)];
            StoreSegment[] small = [.. group.Where(segment => segment.Length < core.Options.SegmentBytes / SmallPart && segment.Waste < threshold)];
            if (wasteful.Length == 0 && small.Length < manySmall)
            {
                continue;
            }

            long room = core.Options.SegmentBytes - SegmentHeader.Size;
            foreach (StoreSegment segment in wasteful.Concat(small).Take(MostSources))
            {
                if (segment.LiveBytes <= room)
                {
                    room -= segment.LiveBytes;
                    _sources.Add(segment);
                }
            }

            return;
        }
    }

    private void Copy(RecordHeader header, StoreSegment segment, Place from)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, header.Length));
        try
        {
            Span<byte> payload = buffer.AsSpan(0, header.Length);
            int read = segment.File.Read(payload, [], from.Offset + RecordHeader.Size);
            if (read < payload.Length || Crc32C.Compute(payload) != header.PayloadChecksum)
            {
                core.Drop(header.Key, from, "its bytes do not match their checksum");
                return;
            }

            long offset = _appender!.Append(ref header, payload);
            _moves.Add(new Move(header.Key, from, offset));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Finish()
    {
        if (_moves.Count > 0)
        {
            Publish();
        }
        else
        {
            _file!.Dispose();
            core.Files.Delete(TemporaryName);
        }

        core.Counters.Compactions++;
        foreach (StoreSegment source in _sources)
        {
            // What a scan could not find any more, because its header is damaged.
            foreach (IndexSlot lost in core.Index.EntriesOf(source.Slot))
            {
                core.Report(new StoreDamage(source.Name, lost.Place.Offset, lost.Place.Length, lost.Key, "its header is damaged"));
            }

            retirement.Drop(source);
        }

        Clear();
    }

    private void Publish()
    {
        int slot = core.Segments.FreeSlot();
        if (slot < 0)
        {
            throw new IOException($"The store in '{core.Files.Path}' has too many segments to compact one.");
        }

        _appender!.WriteOut();
        _file!.Flush();
        string name = SegmentHeader.NameOf(_number);
        core.Files.Rename(TemporaryName, name);
        core.Files.Flush();
        var segment = new StoreSegment(_number, slot, _sources[0].Expiry, _file!)
        {
            Length = _appender.Position,
            FlushedLength = _appender.Position,
            FirstSequence = _appender.FirstSequence,
            IsSealed = true,
            LastUse = _sources.Max(source => source.LastUse),
        };
        core.Segments.Add(segment);
        foreach (Move move in _moves)
        {
            Place to = Place.Of(slot, move.To, move.From.Length);
            if (core.Index.Replace(move.Key, move.From, to))
            {
                segment.AddLive(to.Length);
                core.Segments.At(move.From.Segment)!.AddLive(-to.Length);
            }
        }

        core.Counters.WrittenBytes += _appender.Position;
        core.Counters.CompactedBytes += _appender.Position;
    }

    /// <summary>Gives up what has been done so far.</summary>
    public void Abort()
    {
        // Once the file has its name it belongs to the table, and only the old ones wait to be deleted: the next compaction finds them all waste.
        bool isPublished = core.Segments.All.Any(segment => segment.Number == _number);
        if (!isPublished && _file is not null)
        {
            _file.Dispose();
            try
            {
                // It has its name already when flushing the folder failed; left there it would bring back what is deleted later.
                core.Files.Delete(TemporaryName);
                core.Files.Delete(SegmentHeader.NameOf(_number));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is overwritten next time, and removed when the store is opened.
            }
        }

        Clear();
    }

    private void Clear()
    {
        _sources.Clear();
        _moves.Clear();
        _scanner = null;
        _appender = null;
        _file = null;
        _next = 0;
    }

    private readonly record struct Move(StoreKey Key, Place From, long To);
}
