namespace TurtlGraph.Memory;

/// <content>
/// Hints and residency. They work on trusted maps and on others: what they bring to memory or keep there also serves positional
/// reads, because both go through the system's page cache.
/// </content>
public sealed unsafe partial class MappedFile
{
    private const long HugePage = 2 << 20;

    /// <summary>Hints whose refusal is in the profile; each is told once.</summary>
    private int _told;

    /// <summary>What <see cref="PrefetchAhead"/> has asked for, without a gap: first byte and first byte behind.</summary>
    private long _askedFrom = -1;
    private long _askedTo = -1;

    private enum Hint
    {
        Order,
        WillNeed,
        HugePages,
        Populate,
        Lock,
        Residency,
    }

    /// <summary>Advises a range, widened to whole pages; false when the system refuses, which costs speed only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    public bool TryAdvise(long offset, long length, MappedAdvice advice) => Pages(offset, length, out byte* start, out long bytes)
        && Granted(KindOf(advice), advice.ToString(), _platform.Advise(start, bytes, advice));

    /// <summary>
    /// Reads a range into memory and waits for it. Where the system cannot do that, it is advised to read ahead instead, and the
    /// result is false, as it is when the file was cut.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    public bool TryPopulate(long offset, long length)
    {
        if (!Pages(offset, length, out byte* start, out long bytes))
        {
            return false;
        }

        if (Granted(Hint.Populate, "populate", _platform.Populate(start, bytes)))
        {
            return true;
        }

        TryAdvise(offset, length, MappedAdvice.WillNeed);
        return false;
    }

    /// <summary>Keeps a range in memory as long as the file is open; false when the system refuses, as beyond the process's limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    public bool TryLock(long offset, long length) => Pages(offset, length, out byte* start, out long bytes)
        && Granted(Hint.Lock, "lock", _platform.Lock(start, bytes));

    /// <summary>
    /// Counts how much of a range is in memory, in whole pages; false when the system does not tell. On Linux, files that the caller
    /// may only read are told to be resident always; on Windows, only pages this process has touched are counted.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    public bool TryCountResident(long offset, long length, out long bytes)
    {
        bytes = 0;
        return Pages(offset, length, out byte* start, out long whole)
            && Granted(Hint.Residency, "residency", _platform.CountResident(start, whole, out bytes));
    }

    /// <summary>
    /// Called while reading forward: keeps the system reading <see cref="MappedFileOptions.PrefetchDistanceBytes"/> ahead of
    /// <paramref name="offset"/>, a window at a time. What was asked for is remembered, so most calls only compare; after a jump it
    /// starts anew. It follows one traversal at a time.
    /// </summary>
    /// <remarks>
    /// It pays where the system does not read ahead of its own accord: in a map with <see cref="MappedAccess.Random"/>, or when a
    /// traversal leaves gaps. Reading strictly from front to back is what the system recognises, in larger steps than a window; there
    /// the call only adds work.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The offset does not lie in the file.</exception>
    public void PrefetchAhead(long offset)
    {
        Check(offset, 0);
        long asked = Volatile.Read(ref _askedTo);
        bool follows = offset >= Volatile.Read(ref _askedFrom) && offset <= asked;
        long wanted = _options.PrefetchDistanceBytes > Length - offset ? Length : offset + _options.PrefetchDistanceBytes;
        if ((follows && wanted < asked) || asked == long.MaxValue)
        {
            return;
        }

        long from = follows ? asked : offset;
        long window = _options.PrefetchWindowBytes;
        long to = Math.Min(Length, (wanted / window + 1) * window);
        Volatile.Write(ref _askedFrom, follows ? _askedFrom : offset);
        Volatile.Write(ref _askedTo, to);
        if (from < to && !TryAdvise(from, to - from, MappedAdvice.WillNeed))
        {
            Volatile.Write(ref _askedTo, long.MaxValue);
        }
    }

    private void GiveHints()
    {
        if (_start == null)
        {
            return;
        }

        if (_options.Access != MappedAccess.Normal)
        {
            TryAdvise(0, Length, (MappedAdvice)_options.Access);
        }

        if (_options.HugePages)
        {
            TryAdvise(0, Math.Min(Length, Math.Max(HugePage, _options.PopulateBytes)), MappedAdvice.HugePages);
        }

        if (_options.WillNeedBytes > 0)
        {
            TryAdvise(0, Math.Min(Length, _options.WillNeedBytes), MappedAdvice.WillNeed);
        }

        if (_options.PopulateBytes > 0)
        {
            TryPopulate(0, Math.Min(Length, _options.PopulateBytes));
        }

        if (_options.LockBytes > 0)
        {
            TryLock(0, Math.Min(Length, _options.LockBytes));
        }
    }

    /// <summary>The whole pages that hold a range; false when there are none.</summary>
    private bool Pages(long offset, long length, out byte* start, out long bytes)
    {
        Check(offset, length);
        long first = offset & ~((long)Environment.SystemPageSize - 1);
        start = _start + first;
        bytes = offset + length - first;
        return length > 0;
    }

    private bool Granted(Hint hint, string name, string? refusal)
    {
        if (refusal is not null && (Interlocked.Or(ref _told, 1 << (int)hint) & (1 << (int)hint)) == 0)
        {
            _account?.HintRefused(name, refusal);
        }

        return refusal is null;
    }

    private static Hint KindOf(MappedAdvice advice) => advice switch
    {
        MappedAdvice.WillNeed => Hint.WillNeed,
        MappedAdvice.HugePages => Hint.HugePages,
        _ => Hint.Order,
    };
}
