namespace TurtlGraph.Memory;

/// <summary>
/// One reserved range whose memory is committed from the front in steps, so that what lies in it never moves.
/// Not thread-safe; readers of the committed part are.
/// </summary>
/// <remarks>
/// The range starts with a capacity. When that is used up it is multiplied by the growth factor, and the commit step with it:
/// what is committed and not used stays in proportion to what is used, and a large range needs few system calls.
/// </remarks>
internal sealed unsafe class ReservedRange : IDisposable
{
    private readonly RangeOptions _options;
    private readonly PageSystem _pages;
    private readonly long _granule;
    private byte* _mapping;
    private long _mappingBytes;
    private bool _explicitPages;
    private bool _advise;
    private bool _preferNode;
    private bool _taken;
    private bool _disposed;

    /// <summary>Reserves at least <paramref name="bytes"/>; <paramref name="step"/> is the least that is committed at once.</summary>
    public ReservedRange(long bytes, long step, MemoryAccount? account = null)
        : this(new RangeOptions { Bytes = bytes, Step = step, Account = account })
    {
    }

    /// <summary>Reserves the address space; nothing is committed yet.</summary>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    public ReservedRange(in RangeOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Bytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Step);
        _options = options;
        _pages = options.Pages;
        var huge = options.Bytes >= _pages.HugePageSize ? options.HugePages : HugePages.None;
        _explicitPages = huge == HugePages.Explicit;
        _advise = huge != HugePages.None;
        _preferNode = options.NumaNode != null;
        _granule = _explicitPages ? _pages.HugePageSize : _pages.PageSize;
        Reserved = PageSystem.AlignUp(options.Bytes, _granule);
        if (!TryTakeWhole())
        {
            var alignment = Math.Max(_advise ? _pages.HugePageSize : _pages.PageSize, options.Alignment);
            Map(alignment);
        }
    }

    /// <summary>First byte of the range.</summary>
    public byte* Base { get; private set; }

    /// <summary>Bytes of address space.</summary>
    public long Reserved { get; }

    /// <summary>Bytes from <see cref="Base"/> that can be read and written.</summary>
    public long Committed { get; private set; }

    /// <summary>Bytes that the range holds before it grows next.</summary>
    public long Capacity => Math.Max(Committed, (long)Math.Min(_options.InitialBytes * Growth(Committed), Reserved));

    /// <summary>Makes at least the first <paramref name="bytes"/> usable; false when they exceed the reservation.</summary>
    /// <exception cref="MappingException">The system has no memory left. Nothing has changed.</exception>
    public bool TryCommit(long bytes)
    {
        if (bytes <= Committed)
        {
            return true;
        }

        if (bytes > Reserved || _disposed)
        {
            return false;
        }

        var target = RoundUpToStep(bytes);
        Commit(Base + Committed, target - Committed);
        _options.Account?.Committed(target - Committed);
        Committed = target;
        return true;
    }

    /// <summary>Gives the memory behind the first <paramref name="keep"/> bytes (rounded up to a step) back to the system.</summary>
    public void Trim(long keep)
    {
        var target = RoundUpToStep(keep);
        if (target < Committed && !_taken)
        {
            _pages.Decommit(Base + target, Committed - target);
            _options.Account?.Committed(target - Committed);
            Committed = target;
        }
    }

    /// <summary>What is committed when <paramref name="bytes"/> (at most <see cref="Reserved"/>) are used.</summary>
    public long RoundUpToStep(long bytes)
    {
        if (bytes == 0)
        {
            return 0;
        }

        // A step that is infinite, or more than a long holds, is all there is.
        var step = PageSystem.AlignUp((long)Math.Min(_options.Step * Growth(bytes), Reserved), _granule);
        return bytes > Reserved - step ? Reserved : (bytes + step - 1) / step * step;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _options.Account?.Committed(-Committed);
            Committed = 0;
            _pages.Release(_mapping, _mappingBytes);
        }
    }

    /// <summary>Takes the whole range in huge pages now, on systems that give them no other way.</summary>
    private bool TryTakeWhole()
    {
        if (!_explicitPages || !_pages.HugePagesComeWithTheReservation)
        {
            return false;
        }

        _mapping = _pages.ReserveHugePages(Reserved, _options.NumaNode, out var refused);
        _taken = _mapping != null && PageSystem.AlignUp((long)_mapping, _options.Alignment) == (long)_mapping;
        if (!_taken)
        {
            if (_mapping != null)
            {
                _pages.Release(_mapping, Reserved);
            }

            _explicitPages = Granted("explicit huge pages", refused ?? $"they do not start at a multiple of {_options.Alignment:N0} bytes");
            return false;
        }

        Base = _mapping;
        _mappingBytes = Reserved;
        Committed = Reserved;
        _options.Account?.Committed(Committed);
        PreferNode(Base, Committed);
        return true;
    }

    private void Map(long alignment)
    {
        _mappingBytes = Reserved + (alignment > _pages.PageSize ? alignment : 0);
        _mapping = _pages.Reserve(_mappingBytes, _options.NumaNode);
        Base = (byte*)PageSystem.AlignUp((long)_mapping, alignment);
    }

    /// <summary>Explicit huge pages, else advice, else normal pages; a hint that is refused once is not tried again.</summary>
    private void Commit(byte* start, long bytes)
    {
        if (_explicitPages)
        {
            _explicitPages = Granted("explicit huge pages", _pages.CommitHugePages(start, bytes));
        }

        if (!_explicitPages)
        {
            _pages.Commit(start, bytes);
            _advise = _advise && Granted("transparent huge pages", _pages.AdviseHugePages(start, bytes));
        }

        PreferNode(start, bytes);
    }

    private void PreferNode(byte* start, long bytes)
    {
        if (_preferNode)
        {
            var node = _options.NumaNode.GetValueOrDefault();
            _preferNode = Granted($"NUMA node {node}", _pages.PreferNode(start, bytes, node));
        }
    }

    private bool Granted(string hint, string? refused)
    {
        if (refused != null)
        {
            _options.Account?.HintRefused(hint, refused);
        }

        return refused == null;
    }

    /// <summary>What capacity and step are multiplied by in a range of which <paramref name="bytes"/> are used.</summary>
    private double Growth(long bytes)
    {
        if (bytes <= _options.InitialBytes || _options.GrowthFactor <= 1)
        {
            return 1;
        }

        if (double.IsPositiveInfinity(_options.GrowthFactor))
        {
            return double.PositiveInfinity;
        }

        var times = Math.Ceiling(Math.Log((double)bytes / _options.InitialBytes, _options.GrowthFactor) - 1e-9);
        return Math.Pow(_options.GrowthFactor, times);
    }
}
