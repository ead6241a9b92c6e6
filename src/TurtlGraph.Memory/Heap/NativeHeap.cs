using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Memory;

/// <summary>
/// The last tier: aligned blocks of any size from the system's heap, counted. For what fits no arena, payload arena or pool:
/// single odd-sized blocks, working memory of libraries.
/// </summary>
/// <remarks>
/// All members but <see cref="Dispose"/> may be called by any thread. A block is valid until it is freed; one that the heap still
/// had out when it was disposed, for good. In front of a block lies its size, so a block takes its alignment (at least 16 bytes) more than was asked for.
/// </remarks>
public sealed unsafe class NativeHeap : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MemoryAccount? _account;
    private readonly AllocationLedger? _ledger;
    private readonly Quarantine? _quarantine;
    private bool _disposed;

    /// <summary>What lies directly in front of a block.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        /// <summary>Bytes of the block.</summary>
        public long Bytes;

        /// <summary>Bytes between what the system's heap gave and the block.</summary>
        public long Front;
    }

    /// <summary>Makes a heap; it holds no memory yet.</summary>
    public NativeHeap(NativeHeapOptions? options = null)
    {
        options ??= new NativeHeapOptions();
        Name = options.Name;
        _account = options.Profile?.Open(options.Name, MemoryTier.Heap);
        _ledger = AllocationLedger.Create(options.Guards, options.Name, options.Profile);
        _quarantine = _ledger is null ? null : new Quarantine(_ledger, options.Guards.QuarantineBytes);
    }

    /// <summary>The heap of the process, for users without one of their own. It is never disposed.</summary>
    public static NativeHeap Shared { get; } = new();

    /// <summary>What the memory is for, as reports call it.</summary>
    public string Name { get; }

    /// <summary>Hands out <paramref name="bytes"/> (at least 1) at a multiple of <paramref name="alignment"/> (a power of two). Contents are undefined.</summary>
    /// <exception cref="InsufficientMemoryException">The system has no such block.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or an alignment that is no power of two.</exception>
    public void* Allocate(long bytes, int alignment = CacheLine.Size)
    {
        if (!TryAllocate(bytes, alignment, out var pointer))
        {
            ThrowNoMemory(bytes, alignment);
        }

        return pointer;
    }

    /// <summary>Like <see cref="Allocate"/>; false when the system has no such block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or an alignment that is no power of two.</exception>
    /// <exception cref="MemoryCorruptionException">Guards are on and found damage.</exception>
    public bool TryAllocate(long bytes, int alignment, out void* pointer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        if (alignment <= 0 || !BitOperations.IsPow2(alignment))
        {
            ThrowBadAlignment(alignment);
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        alignment = Math.Max(alignment, sizeof(Header));
        var inner = _ledger is null ? bytes : _ledger.OuterBytes(bytes, alignment);
        var start = inner > long.MaxValue - alignment ? null : SystemAllocate((nuint)(alignment + inner), (nuint)alignment);
        if (start == null)
        {
            pointer = null;
            return false;
        }

        var block = start + alignment;
        ((Header*)block)[-1] = new Header { Bytes = inner, Front = alignment };
        Count(bytes, alignment + inner);
        pointer = _ledger is null ? block : _ledger.Added(block, bytes, alignment);
        return true;
    }

    /// <summary>Takes a block back; null does nothing.</summary>
    /// <exception cref="MemoryCorruptionException">Guards are on and found damage, a double free or a foreign free.</exception>
    /// <exception cref="ObjectDisposedException">The heap is disposed.</exception>
    public void Free(void* pointer)
    {
        if (pointer == null)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        var block = (byte*)pointer;
        var bytes = 0L;
        if (_ledger is not null)
        {
            block = _ledger.Removed(pointer, out bytes);
        }

        var header = ((Header*)block)[-1];
        Uncount(_ledger is null ? header.Bytes : bytes, header.Front + header.Bytes);
        if (_quarantine is not null)
        {
            _quarantine.Keep(block, header.Bytes, header.Front);
        }
        else
        {
            NativeMemory.AlignedFree(block - header.Front);
        }
    }

    /// <summary>With guards, checks all live and recently freed blocks; without, does nothing.</summary>
    /// <exception cref="MemoryCorruptionException">Damage was found.</exception>
    public void Verify() => _ledger?.Verify();

    /// <summary>
    /// Ends the counting. With guards, blocks that are still live are reported as leaks in the profile. Live blocks stay
    /// usable but can no longer be freed by this heap.
    /// </summary>
    /// <exception cref="MemoryCorruptionException">Guards are on and found damage; the heap is disposed all the same.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            _ledger?.Verify();
        }
        finally
        {
            _ledger?.Dispose();
            _quarantine?.Clear();
            _account?.Dispose();
        }
    }

    private static byte* SystemAllocate(nuint bytes, nuint alignment)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc(bytes, alignment);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private void Count(long bytes, long taken)
    {
        if (_account is not null)
        {
            lock (_lock)
            {
                _account.Allocated(bytes);
                _account.Wasted(taken - bytes);
            }

            _account.Committed(taken);
        }
    }

    private void Uncount(long bytes, long taken)
    {
        if (_account is not null)
        {
            lock (_lock)
            {
                _account.Freed(bytes);
                _account.Wasted(bytes - taken);
            }

            _account.Committed(-taken);
        }
    }

    [DoesNotReturn]
    private void ThrowNoMemory(long bytes, int alignment) => throw new InsufficientMemoryException(
        $"The system's heap has no {bytes:N0} bytes at an alignment of {alignment} for '{Name}'.");

    [DoesNotReturn]
    private static void ThrowBadAlignment(int alignment) =>
        throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is a power of two.");
}
