namespace TurtlGraph.Memory;

/// <summary>
/// One reserved range whose memory is committed from the front in steps, so that what lies in it never moves.
/// Not thread-safe; readers of the committed part are.
/// </summary>
internal sealed unsafe class ReservedRange : IDisposable
{
    /// <summary>Size and alignment of a huge page on x64 and arm64 with 4 KiB pages.</summary>
    private const long HugePage = 2 << 20;

    private readonly byte* _mapping;
    private readonly long _mappingBytes;
    private readonly long _step;
    private readonly bool _hugePages;
    private bool _disposed;

    /// <summary>Reserves at least <paramref name="bytes"/>; <paramref name="step"/> is the least that is committed at once.</summary>
    public ReservedRange(long bytes, long step, bool hugePages = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        _hugePages = hugePages && bytes >= HugePage;
        Reserved = VirtualMemory.AlignToPage(bytes);
        _step = VirtualMemory.AlignToPage(step);
        _mappingBytes = _hugePages ? Reserved + HugePage : Reserved;
        _mapping = VirtualMemory.Reserve(_mappingBytes);
        Base = _hugePages ? (byte*)(((ulong)_mapping + HugePage - 1) & ~((ulong)HugePage - 1)) : _mapping;
    }

    /// <summary>First byte of the range.</summary>
    public byte* Base { get; }

    /// <summary>Bytes of address space.</summary>
    public long Reserved { get; }

    /// <summary>Bytes from <see cref="Base"/> that can be read and written.</summary>
    public long Committed { get; private set; }

    /// <summary>Makes at least the first <paramref name="bytes"/> usable; false when they exceed the reservation.</summary>
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

        var target = Math.Min((bytes + _step - 1) / _step * _step, Reserved);
        VirtualMemory.Commit(Base + Committed, target - Committed);
        if (_hugePages)
        {
            VirtualMemory.AdviseHugePages(Base + Committed, target - Committed);
        }

        Committed = target;
        return true;
    }

    /// <summary>Gives the memory behind the first <paramref name="keep"/> bytes (rounded up to a step) back to the system.</summary>
    public void Trim(long keep)
    {
        var target = Math.Min((keep + _step - 1) / _step * _step, Reserved);
        if (target < Committed)
        {
            VirtualMemory.Decommit(Base + target, Committed - target);
            Committed = target;
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Committed = 0;
            VirtualMemory.Release(_mapping, _mappingBytes);
        }
    }
}
