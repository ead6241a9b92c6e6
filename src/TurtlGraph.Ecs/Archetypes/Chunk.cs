using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Ecs;

/// <summary>
/// A block of entities of one archetype: a column of entities and one for each component, every column on a cache line of
/// its own. A view, valid until the world next creates, destroys or changes the components of an entity.
/// </summary>
public readonly unsafe struct Chunk
{
    private readonly byte* _data;
    private readonly int* _offsets;
    private readonly int _count;
    private readonly ChunkLayout _layout;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Chunk(ChunkLayout layout, byte* data, int count)
    {
        _layout = layout;
        _offsets = layout.Offsets;
        _data = data;
        _count = count;
    }

    /// <summary>Number of entities.</summary>
    public int Count => _count;

    /// <summary>The archetype of its entities.</summary>
    public Archetype Archetype => _layout.Archetype;

    /// <summary>Entities the chunk holds when full.</summary>
    public int Capacity => _layout.Capacity;

    /// <summary>The entities; element <c>i</c> of every column belongs to entity <c>i</c>.</summary>
    public ReadOnlySpan<Entity> Entities => new(_data, _count);

    /// <summary>Whether the entities have the component <typeparamref name="T"/>.</summary>
    public bool Has<T>()
        where T : unmanaged => _offsets[Component<T>.Id] != 0;

    /// <summary>The values of a component, one for each entity.</summary>
    /// <exception cref="MissingComponentException">The entities do not have the component, or it is a tag.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>()
        where T : unmanaged => new(Pointer<T>(), _count);

    /// <summary>
    /// The values of a component and what fills its last cache line, so that a loop over whole vectors needs no scalar tail.
    /// What lies behind <see cref="Count"/> has no meaning and may be overwritten.
    /// </summary>
    /// <exception cref="MissingComponentException">The entities do not have the component, or it is a tag.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> PaddedSpan<T>()
        where T : unmanaged => new(Pointer<T>(), CacheLine.AlignUp(_count * sizeof(T)) / sizeof(T));

    /// <summary>
    /// Like <see cref="PaddedSpan{T}()"/>, seen as the elements the component consists of, for example a struct of one
    /// <see cref="float"/> as <see cref="float"/>.
    /// </summary>
    /// <exception cref="MissingComponentException">The entities do not have the component, or it is a tag.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<TElement> PaddedSpan<T, TElement>()
        where T : unmanaged
        where TElement : unmanaged => new(Pointer<T>(), CacheLine.AlignUp(_count * sizeof(T)) / sizeof(TElement));

    /// <summary>Address of a component's column, a multiple of 64.</summary>
    /// <exception cref="MissingComponentException">The entities do not have the component, or it is a tag.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Pointer<T>()
        where T : unmanaged
    {
        var offset = _offsets[Component<T>.Id];
        if (offset == 0 || Component<T>.IsTag)
        {
            ThrowNoColumn<T>();
        }

        return (T*)(_data + offset);
    }

    [DoesNotReturn]
    private void ThrowNoColumn<T>()
        where T : unmanaged => throw new MissingComponentException(
            Component<T>.IsTag
                ? $"{typeof(T).Name} is a tag and has no values; ask {nameof(Has)} whether the entities have it."
                : $"The entities of this chunk have no {typeof(T).Name}; they have {Archetype.Mask}.");
}
