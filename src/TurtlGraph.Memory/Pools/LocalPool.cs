using System.Runtime.CompilerServices;

namespace TurtlGraph.Memory;

/// <summary>
/// A <see cref="NativePool"/> as one thread sees it: like the pool, but the thread is looked up once and not with each call.
/// It cannot leave the stack of its thread.
/// </summary>
public readonly unsafe ref struct LocalPool
{
    private readonly NativePool _pool;
    private readonly ThreadCache* _cache;

    internal LocalPool(NativePool pool, ThreadCache* cache)
    {
        _pool = pool;
        _cache = cache;
    }

    /// <inheritdoc cref="NativePool.TryRent(out byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRent(out byte* slot) => _pool.TryRent(_cache, out slot);

    /// <inheritdoc cref="NativePool.Return(void*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(void* slot) => _pool.Return(_cache, (byte*)slot);
}
