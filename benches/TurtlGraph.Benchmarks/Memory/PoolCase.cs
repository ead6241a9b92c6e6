using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.ObjectPool;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>One slot rented and returned, over and over, from this project's pools and from the usual ones.</summary>
internal sealed unsafe class PoolCase : IDisposable
{
    private const int Bytes = 64;

    /// <summary>Enough for each thread of a run to hold some, with others free.</summary>
    private const int Filled = 64;

    /// <summary>Slots that are rented before the first of them is returned.</summary>
    public const int Held = 16;

    private readonly nint[] _held = new nint[Held];
    private readonly object[] _heldObjects = new object[Held];
    private readonly NativePool _pool = new(Bytes, new NativePoolOptions { Name = "bench pool" });
    private readonly SlotPool _slots = new(Filled);
    private readonly ConcurrentBag<object> _bag = [];
    private readonly ObjectPool<object> _objects = new DefaultObjectPool<object>(new DefaultPooledObjectPolicy<object>(), Filled);

    public PoolCase()
    {
        for (var i = 0; i < Filled; i++)
        {
            _bag.Add(new object());
            _objects.Return(new object());
        }
    }

    /// <summary>Runs the operations from a first to before a last one.</summary>
    public delegate void Body(int first, int end);

    public void NativePool(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (!_pool.TryRent(out var slot))
            {
                throw new InvalidOperationException("The pool is empty.");
            }

            _pool.Return(slot);
        }
    }

    public void LocalPool(int first, int end)
    {
        var pool = _pool.Local();
        for (var i = first; i < end; i++)
        {
            if (!pool.TryRent(out var slot))
            {
                throw new InvalidOperationException("The pool is empty.");
            }

            pool.Return(slot);
        }
    }

    public void NativePoolHeld(int first, int end)
    {
        for (var i = first; i < end; i += Held)
        {
            for (var k = 0; k < Held; k++)
            {
                _ = _pool.TryRent(out var slot);
                _held[k] = (nint)slot;
            }

            foreach (var slot in _held)
            {
                _pool.Return((void*)slot);
            }
        }
    }

    public void ConcurrentBagHeld(int first, int end)
    {
        for (var i = first; i < end; i += Held)
        {
            for (var k = 0; k < Held; k++)
            {
                _ = _bag.TryTake(out var item);
                _heldObjects[k] = item!;
            }

            foreach (var item in _heldObjects)
            {
                _bag.Add(item);
            }
        }
    }

    public void SlotPool(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (!_slots.TryRent(out var slot))
            {
                throw new InvalidOperationException("The pool is empty.");
            }

            _slots.Return(slot);
        }
    }

    public void ConcurrentBag(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (!_bag.TryTake(out var item))
            {
                throw new InvalidOperationException("The bag is empty.");
            }

            _bag.Add(item);
        }
    }

    public void ObjectPool(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            _objects.Return(_objects.Get());
        }
    }

    public static void ArrayPool(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            ArrayPool<byte>.Shared.Return(ArrayPool<byte>.Shared.Rent(Bytes));
        }
    }

    /// <summary>
    /// Nanoseconds an operation of the calling thread while another one does the same. Each slice is short, so that the
    /// median is of those in which both had a processor.
    /// </summary>
    public static double TwoThreads(int operations, int slices, Body body)
    {
        var isStopped = false;
        using var started = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            body(0, 1);
            started.Set();
            while (!Volatile.Read(ref isStopped))
            {
                body(0, operations / slices);
            }
        });
        other.Start();
        started.Wait();
        var time = Interleaved.NanosecondsEach(operations, slices, (first, end) => body(first, end));
        Volatile.Write(ref isStopped, true);
        other.Join();
        return time;
    }

    public void Dispose()
    {
        _pool.Dispose();
        _slots.Dispose();
    }
}
