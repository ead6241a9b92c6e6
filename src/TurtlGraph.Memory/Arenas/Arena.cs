using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// A bump allocator over one reserved range of address space: allocating moves a cursor, memory is committed in steps as the
/// cursor reaches it, and nothing that was handed out ever moves. Single allocations are not freed; <see cref="Reset"/>
/// frees all of them at once.
/// </summary>
/// <remarks>
/// One thread at a time may call its members; the memory itself may be read and written by any thread. Pointers are valid
/// until <see cref="Reset"/> or <see cref="Dispose"/>. The owner must dispose it, or the address space is held until the
/// process ends.
/// </remarks>
public sealed unsafe class Arena : IDisposable
{
    private readonly ReservedRange _range;

    /// <summary>Reserves the address space; no memory is used yet.</summary>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    public Arena(ArenaOptions? options = null)
    {
        options ??= new ArenaOptions();
        _range = new ReservedRange(options.ReserveBytes, options.CommitStepBytes, options.HugePages);
    }

    /// <summary>First byte of the range, aligned to a page.</summary>
    public byte* Base => _range.Base;

    /// <summary>Bytes between <see cref="Base"/> and the cursor, alignment gaps included.</summary>
    public long Used { get; private set; }

    /// <summary>Bytes backed by memory, at least <see cref="Used"/>.</summary>
    public long Committed => _range.Committed;

    /// <summary>Bytes of address space.</summary>
    public long Reserved => _range.Reserved;

    /// <summary>The largest value <see cref="Used"/> has had.</summary>
    public long Peak { get; private set; }

    /// <summary>
    /// Hands out <paramref name="bytes"/> (at least 1) at a multiple of <paramref name="alignment"/> (a power of two, at most
    /// a page); false when the reservation is used up. The memory is zero, unless it was used before a <see cref="Reset"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or an alignment that is no power of two up to a page.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAllocate(long bytes, int alignment, out byte* pointer)
    {
        if (bytes <= 0 || !BitOperations.IsPow2(alignment) || alignment > VirtualMemory.PageSize)
        {
            ThrowBadRequest(bytes, alignment);
        }

        var start = (Used + alignment - 1) & ~((long)alignment - 1);
        if (bytes > Reserved - start)
        {
            pointer = null;
            return false;
        }

        var end = start + bytes;
        if (end > Committed && !_range.TryCommit(end))
        {
            pointer = null;
            return false;
        }

        Used = end;
        Peak = Math.Max(Peak, end);
        pointer = Base + start;
        return true;
    }

    /// <summary>Like <see cref="TryAllocate"/>, but throws when the reservation is used up.</summary>
    /// <exception cref="ArenaExhaustedException">The reservation is used up.</exception>
    public byte* Allocate(long bytes, int alignment = CacheLine.Size)
    {
        if (!TryAllocate(bytes, alignment, out var pointer))
        {
            ThrowExhausted(bytes);
        }

        return pointer;
    }

    /// <summary>Frees everything at once. Committed memory stays for reuse; its contents are whatever was written last.</summary>
    public void Reset() => Used = 0;

    /// <summary>Gives committed memory that lies behind the cursor back to the system.</summary>
    public void Trim() => _range.Trim(Used);

    /// <summary>Releases the whole range; every pointer into it becomes invalid.</summary>
    public void Dispose() => _range.Dispose();

    [DoesNotReturn]
    private void ThrowExhausted(long bytes) => throw new ArenaExhaustedException(
        $"An arena of {Reserved:N0} bytes with {Used:N0} in use cannot give {bytes:N0} more; raise {nameof(ArenaOptions.ReserveBytes)}.");

    [DoesNotReturn]
    private static void ThrowBadRequest(long bytes, int alignment) => throw new ArgumentOutOfRangeException(
        nameof(bytes), $"{bytes} bytes at an alignment of {alignment}: the size must be positive and the alignment a power of two up to a page.");
}
