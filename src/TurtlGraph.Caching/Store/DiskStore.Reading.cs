using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <content>The read side: a look into the index and one system call for header and bytes, on the caller's thread, without a lock or an allocation.</content>
public sealed partial class DiskStore
{
    /// <summary>Looks again so often when a record moves while it is being read.</summary>
    private const int MostLooks = 8;

    /// <summary>
    /// Reads a record into <paramref name="destination"/> and checks it. Waits for the disk; any thread but the frame thread. On anything but
    /// <see cref="StoreReadStatus.Ok"/> the contents of the destination are undefined; otherwise up to 63 bytes behind the record's may be set to zero.
    /// </summary>
    /// <param name="key">The record's name.</param>
    /// <param name="destination">Where its bytes go; may be longer.</param>
    /// <param name="record">What the record is, as far as it was found.</param>
    /// <param name="version">The only version that is wanted; <see langword="null"/> for any.</param>
    public StoreReadStatus TryRead(StoreKey key, Span<byte> destination, out StoreRecord record, ulong? version = null)
    {
        _core.Filter.Record(key);
        StoreReadStatus status = Read(key, destination, version, out record);
        Interlocked.Increment(ref status == StoreReadStatus.Ok ? ref _core.Counters.Hits : ref _core.Counters.Misses);
        return status;
    }

    /// <summary>Whether there is a record of this name; its time may be over. May wait for the disk. Does not count as a use.</summary>
    public bool Contains(StoreKey key)
    {
        Place place = _core.Index.Find(key);
        return !place.IsNone
            && (place.Length > RecordHeader.Size || !_core.TryReadHeader(place, out RecordHeader header) || !header.IsTombstone);
    }

    /// <summary>Whether the index names the key; without a look at the disk.</summary>
    internal bool Knows(StoreKey key) => !_core.Index.Find(key).IsNone;

    /// <summary>How often a key was asked for lately, as the admission filter remembers it.</summary>
    internal int UsesOf(StoreKey key) => _core.Filter.Estimate(key);

    /// <summary>Counts a request for a key that is not looked up, because it is fetched in any case.</summary>
    internal void CountRequest(StoreKey key) => _core.Filter.Record(key);

    /// <summary>
    /// Notes a use that no read has shown, made by somebody who has a copy: the record stays longer, and one that is not there is admitted sooner. Returns whether
    /// the index names it. Without a look at the disk.
    /// </summary>
    internal bool NoteUse(StoreKey key, StorePriority priority)
    {
        _core.Filter.Record(key);
        Place place = _core.Index.Find(key, 1 + HeatOf(priority));
        if (place.IsNone)
        {
            return false;
        }

        if (_core.Segments.At(place.Segment) is { } segment)
        {
            Use(segment);
        }

        return true;
    }

    private void Use(StoreSegment segment)
    {
        long use = _core.UseClock + 1;
        _core.UseClock = use;
        segment.LastUse = use;
    }

    private StoreReadStatus Read(StoreKey key, Span<byte> destination, ulong? version, out StoreRecord record)
    {
        record = default;
        for (int look = 0; look < MostLooks; look++)
        {
            Place place = _core.Index.Find(key, heat: 1);
            if (place.IsNone)
            {
                return StoreReadStatus.NotFound;
            }

            if (_core.Segments.At(place.Segment) is { } segment)
            {
                StoreReadStatus status = ReadAt(segment, place, key, destination, version, out record);
                if (status != StoreReadStatus.Damaged)
                {
                    Use(segment);
                    return status;
                }

                // Only a record that still lies there is damaged; one that was moved or replaced meanwhile is looked for again.
                if (_core.Segments.At(place.Segment) == segment && _core.Drop(key, place, "it cannot be read, or does not match its checksum"))
                {
                    return StoreReadStatus.Damaged;
                }
            }
        }

        return StoreReadStatus.NotFound;
    }

    private StoreReadStatus ReadAt(StoreSegment segment, Place place, StoreKey key, Span<byte> destination, ulong? version, out StoreRecord record)
    {
        var header = default(RecordHeader);
        record = default;
        Span<byte> head = MemoryMarshal.AsBytes(new Span<RecordHeader>(ref header));

        // Only the header knows the exact length, so the padding comes with the bytes where the destination has room.
        Span<byte> body = destination[..(int)Math.Min(destination.Length, place.Length - RecordHeader.Size)];
        int read;
        try
        {
            read = segment.File.Read(head, body, place.Offset);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return StoreReadStatus.Damaged;
        }

        if (read < RecordHeader.Size || !header.IsAt(_core.StoreId, segment.Number, place.Offset) || header.Key != key)
        {
            return StoreReadStatus.Damaged;
        }

        record = header.Describe();
        if (header.IsTombstone)
        {
            return StoreReadStatus.NotFound;
        }

        if (header.ExpiresAt != 0 && header.IsExpired(_core.Now))
        {
            return StoreReadStatus.Expired;
        }

        if (version is { } wanted && header.Version != wanted)
        {
            return StoreReadStatus.OtherVersion;
        }

        if (destination.Length < header.Length)
        {
            return StoreReadStatus.DestinationTooShort;
        }

        return read >= RecordHeader.Size + header.Length && Crc32C.Compute(destination[..header.Length]) == header.PayloadChecksum
            ? StoreReadStatus.Ok
            : StoreReadStatus.Damaged;
    }
}
