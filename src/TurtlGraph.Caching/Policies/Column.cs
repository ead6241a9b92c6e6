using System.Diagnostics;
using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Caching;

/// <summary>A zeroed column of native memory that can grow; growing moves it. The default value is empty. One thread.</summary>
internal unsafe struct Column<T> : IDisposable
    where T : unmanaged
{
    private NativeArray<T>? _memory;
    private T* _items;

    public readonly int Length => _memory?.Length ?? 0;

    public readonly long Bytes => (long)Length * sizeof(T);

    public readonly T* Pointer => _items;

    public readonly ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)Length, "Index outside the column.");
            return ref _items[index];
        }
    }

    public void Grow(int length)
    {
        if (length <= Length)
        {
            return;
        }

        var grown = new NativeArray<T>(length, "cache policy");
        if (_memory is not null)
        {
            _memory.Span.CopyTo(grown.Span);
            _memory.Dispose();
        }

        _memory = grown;
        _items = grown.Pointer;
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
        _items = null;
    }
}
