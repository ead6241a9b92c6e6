using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// An entry for each thread, found in a few instructions and written by its thread alone, so without locked instructions: for
/// counters and rings that one thread fills and another reads.
/// </summary>
/// <remarks>
/// A thread's entry passes to a new thread when it is gone, contents included. There are 511 entries of this kind; threads
/// beyond that share one (<see cref="Shared"/>), whose use must be atomic. Entries begin zeroed and lie side by side, so make
/// <typeparamref name="T"/> a multiple of two cache lines long where threads should not slow each other.
/// </remarks>
/// <typeparam name="T">Entry type.</typeparam>
public sealed unsafe class ThreadTable<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeArray<T> _entries;
    private readonly T* _first;

    /// <summary>Makes a table of zeroed entries; pages get memory when they are first written.</summary>
    /// <param name="name">What the table is for, as profiles call it.</param>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public ThreadTable(string name = "thread table")
    {
        _entries = new NativeArray<T>(ThreadSlot.Count, name);
        _first = _entries.Pointer;
    }

    /// <summary>The calling thread's entry, or <see cref="Shared"/> when there are more threads than entries.</summary>
    public T* Own
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // Unsigned, so that the divisions are shifts.
            nuint number = (nuint)ThreadSlot.CacheOffset / (nuint)sizeof(ThreadCache);
            return number != 0 ? _first + number : First();
        }
    }

    /// <summary>The entry that belongs to no thread.</summary>
    public T* Shared => _first;

    /// <summary>Entries there are, the shared one included.</summary>
    public int Length => _entries.Length;

    /// <summary>All entries that threads ever had have numbers from 1 to below this.</summary>
    public int UsedCount => Math.Min(_entries.Length, ThreadSlot.HighWater);

    /// <summary>Entry <paramref name="number"/>, 0 being the shared one.</summary>
    public T* this[int number] => _first + number;

    /// <summary>Releases the entries. No other thread may still use one.</summary>
    public void Dispose() => _entries.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T* First() => _first + ThreadSlot.Take();
}
