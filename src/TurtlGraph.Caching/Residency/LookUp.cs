using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// One look-up of the calling thread in a table that does not count for itself: begin it, look, and say how it went. Not to be
/// passed to another thread.
/// </summary>
public readonly unsafe struct LookUp
{
    private readonly AccessLog _log;
    private readonly ThreadAccesses* _own;

    internal LookUp(AccessLog log, ThreadAccesses* own)
    {
        _log = log;
        _own = own;
    }

    /// <summary>Counts a hit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hit() => _own->Hits++;

    /// <summary>Counts a hit and reports the use of <paramref name="slot"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hit(int slot)
    {
        _own->Hits++;
        _log.Report(_own, slot);
    }

    /// <summary>Counts a miss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Miss() => _own->Misses++;
}
