using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// A fixed-length array of <typeparamref name="T"/> in memory of its own that the garbage collector never sees, zeroed and
/// aligned to at least a cache line. Arrays below a page come from the system's heap, others have pages of their own.
/// </summary>
/// <remarks>
/// Any thread may use the elements; the usual rules for shared memory hold. Spans, references and pointers are valid until
/// <see cref="Dispose"/>, which the owner must call, or the memory is held until the process ends.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
public sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private readonly OwnedMemory _memory;
    private readonly T* _items;

    /// <summary>Makes an array of <paramref name="length"/> zeroed elements. Pages get memory when they are first written.</summary>
    /// <param name="length">Number of elements, 0 or more.</param>
    /// <param name="name">What the array is for, as profiles call it.</param>
    /// <param name="hugePages">Asks for huge pages where the system has them on request.</param>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public NativeArray(int length, string name = "array", bool hugePages = false)
        : this(length, CollectionOptions.Of(name, hugePages))
    {
    }

    /// <summary>Makes an array of <paramref name="length"/> (0 or more) zeroed elements. Pages get memory when they are first written.</summary>
    /// <exception cref="MappingException">The system refuses the memory.</exception>
    public NativeArray(int length, CollectionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(options);
        _memory = new OwnedMemory(Math.Max(CacheLine.Size, CacheLine.AlignUp((long)length * sizeof(T))), options);
        _items = (T*)_memory.Pointer;
        Length = length;
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Address of element 0.</summary>
    public T* Pointer => _items;

    /// <summary>All elements.</summary>
    public Span<T> Span => new(_items, Length);

    /// <summary>Element <paramref name="index"/>. The index is checked in debug builds only.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)Length, "Index outside the array.");
            return ref _items[index];
        }
    }

    /// <summary>Releases the memory.</summary>
    public void Dispose() => _memory.Dispose();
}
