using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>Working memory of a C library that belongs to one thread and is freed when the thread is gone.</summary>
internal sealed unsafe class NativeContext : IDisposable
{
    private readonly delegate* unmanaged<void*, nuint> _free;

    private NativeContext(void* pointer, delegate* unmanaged<void*, nuint> free)
    {
        if (pointer == null)
        {
            throw new InsufficientMemoryException("A codec could not allocate its working memory.");
        }

        Pointer = pointer;
        _free = free;
    }

    ~NativeContext() => Free();

    public void* Pointer { get; }

    /// <summary>Memory of a fixed size.</summary>
    public static NativeContext Allocate(int size) => new(NativeHeap.Shared.Allocate(size), null);

    /// <summary>Memory that the library itself makes and frees.</summary>
    public static NativeContext Create(nint create, nint free) =>
        new(((delegate* unmanaged<void*>)create)(), (delegate* unmanaged<void*, nuint>)free);

    /// <summary>Memory that the library has made and frees.</summary>
    public static NativeContext Adopt(nint pointer, nint free) => new((void*)pointer, (delegate* unmanaged<void*, nuint>)free);

    /// <summary>Frees it now; nobody may use it any more.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_free != null)
        {
            _free(Pointer);
        }
        else
        {
            NativeHeap.Shared.Free(Pointer);
        }
    }
}
