using System.Buffers;
using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Takes segments out of the store: because their time is over, because there is no room, or because their records have been moved.
/// A key whose newest record goes while older ones stay gets a tombstone, so that no scan brings them back. The store's thread only.
/// </summary>
internal sealed class SegmentRetirement(StoreCore core, SegmentWriter writer)
{
    private readonly List<string> _undeleted = [];

    /// <summary>Told of a segment before it goes.</summary>
    public Action<StoreSegment>? Retiring { get; set; }

    /// <summary>Evicts the sealed segment that nobody has read from for the longest time, keeping what was read most of it; false when there is none.</summary>
    public bool EvictOne(Func<StoreSegment, bool> isBusy)
    {
        StoreSegment? victim = core.Segments.All
            .Where(segment => segment.IsSealed && !isBusy(segment))
            .OrderByDescending(segment => segment.IsKnown).ThenBy(segment => segment.LastUse).ThenBy(segment => segment.Number)
            .FirstOrDefault();
        if (victim is null)
        {
            return false;
        }

        int reinserted = Reinsert(victim);
        int dropped = Drop(victim);
        core.Counters.EvictedSegments++;
        core.Counters.EvictedRecords += dropped;
        core.Counters.ReinsertedRecords += reinserted;
        return true;
    }

    /// <summary>Drops the segments all of whose records have expired; false when there is none.</summary>
    public bool DropExpired(Func<StoreSegment, bool> isBusy)
    {
        long now = core.Now;
        StoreSegment[] expired = [.. core.Segments.All.Where(segment => segment.Expiry != 0 && segment.Expiry <= now && !isBusy(segment))];
        foreach (StoreSegment segment in expired)
        {
            if (!segment.IsSealed)
            {
                writer.Seal(segment.Expiry);
            }

            Drop(segment);
            core.Counters.ExpiredSegments++;
        }

        return expired.Length > 0;
    }

    /// <summary>Deletes a segment and forgets the keys it holds; returns how many.</summary>
    public int Drop(StoreSegment segment)
    {
        List<(StoreKey Key, Place Place)> tombstones = MarkDeleted(segment);
        List<IndexSlot> removed = core.Index.RemoveSegment(segment.Slot);
        foreach ((StoreKey key, Place place) in tombstones)
        {
            if (core.Index.Find(key).IsNone)
            {
                core.Index.Set(key, place.WithOlder(true));
                core.Segments.At(place.Segment)!.AddLive(place.Length);
            }
        }

        Retiring?.Invoke(segment);
        core.Segments.Remove(segment);
        segment.File.Dispose();
        _undeleted.Add(segment.Name);
        DeleteFiles();
        return removed.Count;
    }

    /// <summary>Deletes the files of segments that are gone, also those that the disk refused to delete before.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public bool DeleteFiles()
    {
        if (_undeleted.Count == 0)
        {
            return false;
        }

        for (int i = _undeleted.Count - 1; i >= 0; i--)
        {
            core.Files.Delete(_undeleted[i]);
            _undeleted.RemoveAt(i);
        }

        // Later decisions rely on their records being gone for good.
        core.Files.Flush();
        return true;
    }

    /// <summary>Writes tombstones for keys whose record was found damaged and dropped; false when there are none.</summary>
    public bool MarkLost()
    {
        bool marked = false;
        while (core.TryTakeLost(out StoreKey key))
        {
            if (core.Index.Find(key).IsNone && core.MayHoldOlder(core.LastSequence, null))
            {
                RecordHeader tombstone = RecordHeader.Tombstone(key, core.LastSequence);
                Place place = writer.Append(ref tombstone, [], expiry: 0);
                writer.Commit(flush: false);
                core.Index.Set(key, place.WithOlder(true));
                core.Segments.At(place.Segment)!.AddLive(place.Length);
                marked = true;
            }
        }

        return marked;
    }

    /// <summary>Writes tombstones for the keys of a segment that older records may exist of.</summary>
    private List<(StoreKey Key, Place Place)> MarkDeleted(StoreSegment segment)
    {
        var tombstones = new List<(StoreKey, Place)>();
        foreach (IndexSlot slot in core.Index.EntriesOf(segment.Slot))
        {
            if (!slot.Place.HasOlder)
            {
                continue;
            }

            // A damaged header does not tell the number; the latest is right for every older record.
            ulong sequence = core.TryReadHeader(slot.Place, out RecordHeader header) ? header.Sequence : core.LastSequence;
            if (core.MayHoldOlder(sequence, segment))
            {
                RecordHeader tombstone = RecordHeader.Tombstone(slot.Key, sequence);
                tombstones.Add((slot.Key, writer.Append(ref tombstone, [], expiry: 0)));
            }
        }

        if (tombstones.Count > 0)
        {
            writer.Commit(flush: true);
        }

        return tombstones;
    }

    /// <summary>Moves the records that were read most to the end of the store, their heat halved, so that they go next time unless they are read again.</summary>
    private int Reinsert(StoreSegment victim)
    {
        long room = (long)(core.Options.SegmentBytes * core.Options.ReinsertionShare);
        List<IndexSlot> hot = core.Index.EntriesOf(victim.Slot);
        hot.RemoveAll(slot => slot.Place.Heat == 0);
        hot.Sort((left, right) => right.Place.Heat.CompareTo(left.Place.Heat));
        long now = core.Now;
        var moved = new List<(IndexSlot From, Place To)>();
        foreach (IndexSlot slot in hot)
        {
            if (slot.Place.Length <= room && TryCopy(slot, now, out Place to))
            {
                room -= slot.Place.Length;
                moved.Add((slot, to));
            }
        }

        writer.Commit(flush: moved.Count > 0);
        int count = 0;
        foreach ((IndexSlot from, Place to) in moved)
        {
            if (core.Index.Replace(from.Key, from.Place, to))
            {
                core.Index.Cool(from.Key);
                core.Segments.At(to.Segment)!.AddLive(to.Length);
                victim.AddLive(-to.Length);
                count++;
            }
        }

        return count;
    }

    private bool TryCopy(IndexSlot slot, long now, out Place to)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)slot.Place.Length);
        try
        {
            to = default;
            Span<byte> bytes = buffer.AsSpan(0, (int)slot.Place.Length);
            StoreSegment segment = core.Segments.At(slot.Place.Segment)!;
            int read = segment.File.Read(bytes, [], slot.Place.Offset);
            RecordHeader header = MemoryMarshal.Read<RecordHeader>(bytes);
            if (read < RecordHeader.Size + header.Length
                || !header.IsAt(core.StoreId, segment.Number, slot.Place.Offset)
                || Crc32C.Compute(bytes.Slice(RecordHeader.Size, header.Length)) != header.PayloadChecksum)
            {
                core.Drop(slot.Key, slot.Place, "its bytes do not match their checksum");
                return false;
            }

            if (header.IsTombstone || header.IsExpired(now))
            {
                return false;
            }

            to = writer.Append(ref header, bytes.Slice(RecordHeader.Size, header.Length), ExpiryGroup.Of(header.ExpiresAt, now));
            core.Counters.WrittenBytes += to.Length;
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
