using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// A growing array of <typeparamref name="T"/> whose address space is reserved for its greatest length at once, so growth
/// never moves an element and pointers and concurrent readers of existing elements stay valid.
/// </summary>
/// <remarks>
/// One thread at a time may change the list; others may read elements they know to exist. Memory is used in proportion to the
/// greatest count so far. The owner must dispose it, or the address space is held until the process ends.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
public sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private const long CommitStep = 64 << 10;
    private const long LargeCommitStep = 2 << 20;

    private readonly ReservedRange _range;
    private readonly MemoryAccount? _account;
    private readonly string _name;
    private readonly T* _items;
    private int _count;
    private int _committedCount;

    /// <summary>Reserves address space for <paramref name="maxCount"/> elements (at least 1); no memory is used yet.</summary>
    /// <param name="maxCount">The greatest number of elements.</param>
    /// <param name="name">What the list is for, as profiles and errors call it.</param>
    /// <param name="hugePages">Asks for huge pages where the system has them on request.</param>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    public NativeList(int maxCount, string name = "list", bool hugePages = false)
        : this(maxCount, CollectionOptions.Of(name, hugePages))
    {
    }

    /// <summary>Reserves address space for <paramref name="maxCount"/> elements (at least 1); no memory is used yet.</summary>
    /// <exception cref="MappingException">The system refuses the reservation.</exception>
    public NativeList(int maxCount, CollectionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCount);
        ArgumentNullException.ThrowIfNull(options);
        _name = options.Name;
        _account = options.Profile?.Open(options.Name, MemoryTier.Arena);
        try
        {
            _range = new ReservedRange(new RangeOptions
            {
                Bytes = (long)maxCount * sizeof(T),
                Step = options.HugePages == HugePages.None ? CommitStep : LargeCommitStep,
                HugePages = options.HugePages,
                NumaNode = options.NumaNode,
                Account = _account,
            });
        }
        catch
        {
            _account?.Dispose();
            throw;
        }

        _items = (T*)_range.Base;
        MaxCount = maxCount;
    }

    /// <summary>The greatest possible <see cref="Count"/>.</summary>
    public int MaxCount { get; }

    /// <summary>Number of elements.</summary>
    public int Count => _count;

    /// <summary>Address of element 0; it never changes.</summary>
    public T* Pointer => _items;

    /// <summary>Bytes that the system has given memory to.</summary>
    internal long CommittedBytes => _range.Committed;

    /// <summary>The elements.</summary>
    public Span<T> Span => new(_items, _count);

    /// <summary>Element <paramref name="index"/>. The index is checked in debug builds only.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)_count, "Index outside the list.");
            return ref _items[index];
        }
    }

    /// <summary>Appends an element.</summary>
    /// <exception cref="ArenaExhaustedException">The list is at <see cref="MaxCount"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T item)
    {
        if (_count == _committedCount)
        {
            Grow(1);
        }

        _items[_count++] = item;
    }

    /// <summary>Appends <paramref name="count"/> elements and returns them. Their contents are zero, or what was removed there before.</summary>
    /// <exception cref="ArenaExhaustedException">The list would exceed <see cref="MaxCount"/>.</exception>
    public Span<T> AddUninitialized(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        EnsureCapacity(count);
        var first = _items + _count;
        _count += count;
        return new Span<T>(first, count);
    }

    /// <summary>Commits memory so that the next <paramref name="more"/> elements can be added without a system call.</summary>
    /// <exception cref="ArenaExhaustedException">The list would exceed <see cref="MaxCount"/>.</exception>
    public void EnsureCapacity(int more)
    {
        if (more > _committedCount - _count)
        {
            Grow(more);
        }
    }

    /// <summary>Removes element <paramref name="index"/> and moves the last one to its place; order is not kept.</summary>
    public void RemoveAtSwapBack(int index)
    {
        Debug.Assert((uint)index < (uint)_count, "Index outside the list.");
        _items[index] = _items[--_count];
    }

    /// <summary>Removes the last element and returns it. The list must not be empty.</summary>
    public T RemoveLast()
    {
        Debug.Assert(_count > 0, "The list is empty.");
        return _items[--_count];
    }

    /// <summary>Removes all elements; the memory stays for reuse.</summary>
    public void Clear() => _count = 0;

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        _count = 0;
        _committedCount = 0;
        _range.Dispose();
        _account?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int more)
    {
        var before = _range.Committed;
        if (more > MaxCount - _count || !_range.TryCommit(((long)_count + more) * sizeof(T)))
        {
            ThrowFull(more);
        }

        _account?.Allocated(_range.Committed - before);
        _committedCount = (int)Math.Min(_range.Committed / sizeof(T), MaxCount);
    }

    [DoesNotReturn]
    private void ThrowFull(int more) => throw new ArenaExhaustedException(
        $"List \"{_name}\" of at most {MaxCount:N0} {typeof(T).Name} with {_count:N0} in use cannot take {more:N0} more.");
}
