using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// What is in memory and where: a hash table in native memory from 64-bit keys to slots and published bytes that one thread
/// writes and any number of threads read without a lock and without ever waiting for the writer. A hit touches one cache line.
/// </summary>
/// <remarks>
/// <para>Open addressing with linear probing, at most half full, 32 bytes an entry: key, slot with a version, address, length and
/// expiry. The writer changes length and expiry only while no bytes are published and after raising the version; a reader takes
/// the version before and after the rest and uses what it took only if both agree, so all parts belong together. No state of the
/// writer makes a reader wait: it repeats only when the writer has made progress.</para>
/// <para>Removing moves later entries of the run forward, so no tombstones pile up. An entry is copied to its new place
/// before it leaves the old one, and the count of moves is raised in between: a reader that found nothing looks again if the
/// count has changed while it was looking.</para>
/// <para>Time costs a hit no call of a clock: the writing thread publishes it in <see cref="Now"/>. Uses are reported to the
/// <see cref="AccessLog"/> at most once in <see cref="ReportInterval"/> frames, so policies cost a hit one comparison; hits and
/// misses are all counted, each thread in counters of its own.</para>
/// <para>Growing copies all keys into a new table, in one call, and publishes it, so give the table its
/// capacity at the start where a frame must not wait for that; readers that are still in the old one finish there. The old memory
/// is released by <see cref="ReclaimRetired"/>, which the writer calls when no reader can still be inside
/// a look-up (the frame epoch), or by <see cref="Dispose"/>.</para>
/// <para>Thread-safety: look-ups by any thread; everything else by the one writing thread.</para>
/// </remarks>
public sealed unsafe partial class ResidencyTable : IDisposable
{
    /// <summary>The expiry of what does not expire.</summary>
    public const uint Never = uint.MaxValue;

    /// <summary>A use of the same slot is reported at most once in so many frames: recency needs no finer grain.</summary>
    public const int ReportInterval = 8;

    private readonly List<ProbeTable<NoStep>> _retired = [];
    private readonly AccessLog _log;
    private readonly AccessCounts _counts;
    private readonly bool _ownsLog;
    private ProbeTable<NoStep> _table;
    private uint _now;
    private uint _frame;

    /// <summary>Creates a table that holds <paramref name="capacity"/> keys without growing.</summary>
    /// <param name="capacity">Expected largest number of keys, 1 to 500 million. 64 bytes of memory each.</param>
    /// <param name="log">Where look-ups are counted and uses reported; stays the caller's. Null: one of the table's own.</param>
    public ResidencyTable(int capacity = 1024, AccessLog? log = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 500_000_000);
        _table = ProbeTable<NoStep>.ForKeys(capacity);
        _ownsLog = log is null;
        _log = log ?? new AccessLog();
        _counts = _log.Counts;
    }

    /// <summary>Where look-ups are counted and uses are reported.</summary>
    public AccessLog Log => _log;

    /// <summary>Keys in the table, negative answers included. The writing thread only.</summary>
    public int Count { get; private set; }

    /// <summary>Keys the table holds before it grows.</summary>
    public int Capacity => _table.MaximumKeys;

    /// <summary>Bytes of native memory held, retired tables included. The writing thread only.</summary>
    public long MemoryBytes => _table.Bytes + _retired.Sum(static table => table.Bytes);

    /// <summary>
    /// The time that expiries are compared with, in any unit, below <see cref="Never"/>; the writing thread sets it, once a frame.
    /// </summary>
    public uint Now
    {
        get => _now;
        set => Volatile.Write(ref _now, value);
    }

    /// <summary>Begins a frame: publishes the time, and counts towards <see cref="ReportInterval"/>. The writing thread only.</summary>
    public void BeginFrame(uint now)
    {
        Now = now;
        Volatile.Write(ref _frame, _frame + 1);
    }

    /// <summary>Low bits of the number of the frame, by which a use is remembered. Any thread.</summary>
    public byte FrameMark => (byte)Volatile.Read(ref _frame);

    /// <summary>A mark whose next use is reported at once: for what has just been published.</summary>
    public byte UnusedMark => (byte)(_frame + 128);

    /// <summary>
    /// Whether a use in the frame of mark <paramref name="now"/> is reported when the last report was in that of
    /// <paramref name="reported"/>. Marks repeat after 256 frames, so a report may be late by an interval; it is a hint.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsReportDue(byte reported, byte now) => (byte)(now - reported) >= ReportInterval;

    /// <summary>
    /// Looks for a key's bytes and counts the look-up; a hit counts as a use of the slot. What is returned was this key's at some
    /// moment during the call; how long the bytes stay is what the frame epoch or a pin guarantees. Any thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ResidencyAnswer Get(ulong key, out ResidentBytes found)
    {
        ResidentEntry* entry = Volatile.Read(ref _table).TryRead(key, out long link, out nint payload, out int length, out uint expiry);
        if (entry != null && payload != 0 && expiry > Volatile.Read(ref _now))
        {
            // What is rare comes last and in one call, so that nothing has to be kept across it.
            int slot = (int)link - 1;
            found = new ResidentBytes(payload, length, slot);
            return !IsReportDue((byte)(link >> 32), FrameMark) && _counts.TryHit() ? ResidencyAnswer.Hit : NoteHit(entry, slot);
        }

        return GetAgain(key, out found);
    }

    /// <summary>Finds the slot of <paramref name="key"/>, whether or not its bytes are in memory; no use, not counted. Any thread.</summary>
    public bool TryFind(ulong key, out int slot)
    {
        ProbeTable<NoStep> table = Volatile.Read(ref _table);
        ResidentEntry* entry = table.TryRead(key, out long link, out _, out _, out _);
        if (entry == null)
        {
            entry = table.Read(key, out long again, out _, out _, out _);
            link = again;
        }

        slot = entry != null && (int)link > 0 ? (int)link - 1 : -1;
        return slot >= 0;
    }

    /// <summary>
    /// Looks for many keys at once and returns the number of hits. The lines of several keys are fetched side by side, so it
    /// takes less time than as many calls of <see cref="Get"/>. Any thread.
    /// </summary>
    /// <param name="keys">The keys.</param>
    /// <param name="found">For each key its bytes, or <see cref="ResidentBytes.None"/>; at least as long as <paramref name="keys"/>.</param>
    public int GetMany(ReadOnlySpan<ulong> keys, Span<ResidentBytes> found)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(found.Length, keys.Length);
        const int ahead = 8;
        ProbeTable<NoStep> table = Volatile.Read(ref _table);
        for (int i = 0; i < Math.Min(ahead, keys.Length); i++)
        {
            table.Prefetch(keys[i]);
        }

        int hits = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i + ahead < keys.Length)
            {
                table.Prefetch(keys[i + ahead]);
            }

            hits += Get(keys[i], out found[i]) == ResidencyAnswer.Hit ? 1 : 0;
        }

        return hits;
    }

    /// <summary>
    /// Releases the memory of tables that were outgrown. The writing thread calls it at a moment when no other thread can be
    /// inside a look-up that began before the growth. Returns the bytes released.
    /// </summary>
    public long ReclaimRetired()
    {
        long bytes = 0;
        foreach (ProbeTable<NoStep> table in _retired)
        {
            bytes += table.Bytes;
            table.Dispose();
        }

        _retired.Clear();
        return bytes;
    }

    /// <summary>Releases all memory. No thread may read any more.</summary>
    public void Dispose()
    {
        ReclaimRetired();
        _table.Dispose();
        if (_ownsLog)
        {
            _log.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ResidencyAnswer NoteHit(ResidentEntry* entry, int slot)
    {
        _counts.Hit();
        byte frame = FrameMark;
        if (IsReportDue(Volatile.Read(ref entry->Touched), frame))
        {
            // Only a hint, so a plain store.
            entry->Touched = frame;
            _log.Report(slot);
        }

        return ResidencyAnswer.Hit;
    }

    /// <summary>Looks once more, with all care, at what seems to be no hit, and says what it is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ResidencyAnswer GetAgain(ulong key, out ResidentBytes found)
    {
        ResidentEntry* entry = Volatile.Read(ref _table).Read(key, out long link, out nint payload, out int length, out uint expiry);
        bool isExpired = expiry <= Volatile.Read(ref _now);
        if (entry != null && payload != 0 && !isExpired)
        {
            found = new ResidentBytes(payload, length, (int)link - 1);
            _counts.Hit();
            return ResidencyAnswer.Hit;
        }

        found = ResidentBytes.None;
        ResidencyAnswer answer = entry == null
            ? ResidencyAnswer.Unknown
            : (int)link == ProbeTable<NoStep>.Nothing
                ? (isExpired ? ResidencyAnswer.Unknown : ResidencyAnswer.Negative)
                : (payload == 0 ? ResidencyAnswer.Absent : ResidencyAnswer.Expired);
        _counts.Miss(answer == ResidencyAnswer.Negative);
        return answer;
    }
}
