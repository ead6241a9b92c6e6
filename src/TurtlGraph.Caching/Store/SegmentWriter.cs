namespace TurtlGraph.Caching;

/// <summary>
/// The segments that are being appended to, one for each group of expiry. What was appended counts from <see cref="Commit"/> on; after an
/// error <see cref="Abandon"/> gives up the segments, so that nothing is written where a failed write may have left anything. The store's thread only.
/// </summary>
internal sealed class SegmentWriter(IStoreFolder folder, SegmentTable segments, uint storeId, int segmentBytes, Func<long> useClock)
{
    private const int MostActive = 8;

    private readonly List<Active> _active = [];

    /// <summary>Whether any segment is being appended to.</summary>
    public bool HasActive => _active.Count > 0;

    /// <summary>Appends a record to the segment of its group.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public Place Append(ref RecordHeader header, ReadOnlySpan<byte> payload, long expiry)
    {
        long length = header.StoredLength;
        Active active = ActiveFor(expiry, length);
        long offset = active.Appender.Append(ref header, payload);
        active.IsTouched = true;
        active.Segment.FirstSequence = active.Appender.FirstSequence;
        segments.Grew(active.Segment, active.Appender.Position);
        return Place.Of(active.Segment.Slot, offset, length);
    }

    /// <summary>Hands all that was appended to the system and, if asked to, to the device.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Commit(bool flush)
    {
        foreach (Active active in _active)
        {
            if (active.IsTouched)
            {
                active.Appender.WriteOut();
            }

            if (flush && active.Segment.FlushedLength < active.Segment.Length)
            {
                active.Segment.File.Flush();
                active.Segment.FlushedLength = active.Segment.Length;
            }

            active.IsTouched = false;
        }
    }

    /// <summary>Gives up the active segments after an error. They keep what they had before, which is whole.</summary>
    public void Abandon()
    {
        foreach (Active active in _active)
        {
            active.Segment.IsSealed = true;
            segments.Grew(active.Segment, LengthOf(active.Segment));
        }

        _active.Clear();
    }

    /// <summary>Ends the active segments, or that of one group.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Seal(long? expiry = null)
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (expiry is null || _active[i].Segment.Expiry == expiry)
            {
                SealAt(i);
            }
        }
    }

    // What the file has come to, which may be less than was appended.
    private static long LengthOf(StoreSegment segment)
    {
        try
        {
            return Math.Max(SegmentHeader.Size, segment.File.Length);
        }
        catch (IOException)
        {
            return segment.Length;
        }
    }

    private Active ActiveFor(long expiry, long length)
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (_active[i].Segment.Expiry != expiry)
            {
                continue;
            }

            if (_active[i].Appender.Position + length <= segmentBytes)
            {
                return _active[i];
            }

            SealAt(i);
        }

        if (_active.Count == MostActive)
        {
            SealAt(0);
        }

        Active made = Make(expiry);
        _active.Add(made);
        return made;
    }

    private Active Make(long expiry)
    {
        int slot = segments.FreeSlot();
        if (slot < 0)
        {
            throw new IOException($"The store in '{folder.Path}' has {segments.Count} segments, as many as it can name. Compact it, or make its segments longer.");
        }

        ulong number = segments.TakeNumber();
        IStoreFile file = folder.Create(SegmentHeader.NameOf(number));
        var segment = new StoreSegment(number, slot, expiry, file) { LastUse = useClock() };
        segments.Add(segment);
        var active = new Active(segment, new RecordAppender(file, storeId, number));
        active.Appender.Begin(expiry);
        try
        {
            folder.Flush();
        }
        catch
        {
            segment.IsSealed = true;
            throw;
        }

        return active;
    }

    private void SealAt(int index)
    {
        Active active = _active[index];
        active.Appender.WriteOut();
        if (active.Segment.FlushedLength < active.Segment.Length)
        {
            active.Segment.File.Flush();
            active.Segment.FlushedLength = active.Segment.Length;
        }

        active.Segment.IsSealed = true;
        _active.RemoveAt(index);
    }

    private sealed class Active(StoreSegment segment, RecordAppender appender)
    {
        public StoreSegment Segment { get; } = segment;

        public RecordAppender Appender { get; } = appender;

        public bool IsTouched { get; set; }
    }
}
