using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>A <see cref="NativePool"/> whose slots hold one <typeparamref name="T"/> each; each starts in a cache line of its own.</summary>
/// <remarks><inheritdoc cref="NativePool" path="/remarks"/></remarks>
/// <typeparam name="T">Item type.</typeparam>
public sealed unsafe class NativePool<T> : IDisposable
    where T : unmanaged
{
    /// <inheritdoc cref="NativePool(int, NativePoolOptions?)"/>
    public NativePool(NativePoolOptions? options = null) => Slots = new NativePool(sizeof(T), options);

    /// <summary>The slots behind the items.</summary>
    public NativePool Slots { get; }

    /// <inheritdoc cref="NativePool.TryRent(out byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRent(out T* item)
    {
        var found = Slots.TryRent(out var slot);
        item = (T*)slot;
        return found;
    }

    /// <inheritdoc cref="NativePool.Return(void*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(T* item) => Slots.Return(item);

    /// <inheritdoc cref="NativePool.Dispose"/>
    public void Dispose() => Slots.Dispose();
}
