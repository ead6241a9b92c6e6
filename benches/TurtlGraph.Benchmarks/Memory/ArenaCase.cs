using System.Buffers;
using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>The same small blocks from arenas, from the system's heap and from the runtime's array pool.</summary>
internal sealed unsafe class ArenaCase : IDisposable
{
    /// <summary>Blocks of a frame.</summary>
    public const int Blocks = 512;

    private readonly Arena _arena = new(new ArenaOptions { Name = "bench arena" });
    private readonly Arena _uncounted = new(new ArenaOptions { Name = "bench arena", Profile = null });
    private readonly FrameArena _frames = new(new ArenaOptions { Name = "bench frame" });
    private readonly ThreadArenas _threads = new(new ArenaOptions { Name = "bench thread" });
    private readonly int[] _sizes = new int[Blocks];
    private readonly nint[] _live = new nint[Blocks];
    private readonly byte[][] _arrays = new byte[Blocks][];
    private nint _sum;

    public ArenaCase()
    {
        var random = new Random(5);
        for (var i = 0; i < Blocks; i++)
        {
            _sizes[i] = 16 << random.Next(7);
        }
    }

    public void Arena() => From(_arena);

    public void WithoutProfile() => From(_uncounted);

    public void InScope()
    {
        using var scope = _arena.Scope();
        Take(_arena);
    }

    public void Frame()
    {
        _frames.NextFrame();
        Take(_frames.Current);
    }

    /// <summary>Asks for the thread's arena at each allocation, as code does that cannot keep it.</summary>
    public void ThreadArena()
    {
        nint sum = 0;
        foreach (var bytes in _sizes)
        {
            sum ^= (nint)_threads.Current.Allocate(bytes, CacheLine.Size);
        }

        _threads.Current.Reset();
        _sum ^= sum;
    }

    /// <summary>Writes and reads every block once in a plain loop: as much allocation as a run that does something can have.</summary>
    public void UseCounted() => Use(_arena);

    public void UseUncounted() => Use(_uncounted);

    /// <summary>Fills every block as fast as the processor can.</summary>
    public void FillCounted() => Fill(_arena);

    public void FillUncounted() => Fill(_uncounted);

    /// <summary>Each block is freed before the next is allocated, what a heap does best.</summary>
    public void HeapPairs()
    {
        nint sum = 0;
        foreach (var bytes in _sizes)
        {
            var pointer = NativeMemory.AlignedAlloc((nuint)bytes, CacheLine.Size);
            sum ^= (nint)pointer;
            NativeMemory.AlignedFree(pointer);
        }

        _sum ^= sum;
    }

    /// <summary>All blocks of the frame live together, as they do in an arena.</summary>
    public void HeapFrame()
    {
        for (var i = 0; i < Blocks; i++)
        {
            _live[i] = (nint)NativeMemory.AlignedAlloc((nuint)_sizes[i], CacheLine.Size);
        }

        for (var i = 0; i < Blocks; i++)
        {
            NativeMemory.AlignedFree((void*)_live[i]);
        }
    }

    public void ArrayPoolFrame()
    {
        for (var i = 0; i < Blocks; i++)
        {
            _arrays[i] = ArrayPool<byte>.Shared.Rent(_sizes[i]);
        }

        for (var i = 0; i < Blocks; i++)
        {
            ArrayPool<byte>.Shared.Return(_arrays[i]);
        }
    }

    public void Dispose()
    {
        _arena.Dispose();
        _uncounted.Dispose();
        _frames.Dispose();
        _threads.Dispose();
    }

    private void From(Arena arena)
    {
        Take(arena);
        arena.Reset();
    }

    private void Take(Arena arena)
    {
        nint sum = 0;
        foreach (var bytes in _sizes)
        {
            sum ^= (nint)arena.Allocate(bytes, CacheLine.Size);
        }

        _sum ^= sum;
    }

    private void Fill(Arena arena)
    {
        foreach (var bytes in _sizes)
        {
            new Span<byte>(arena.Allocate(bytes, CacheLine.Size), bytes).Fill(1);
        }

        arena.Reset();
    }

    private void Use(Arena arena)
    {
        var sum = (int)_sum;
        foreach (var bytes in _sizes)
        {
            var block = new Span<int>(arena.Allocate(bytes, CacheLine.Size), bytes / sizeof(int));
            for (var i = 0; i < block.Length; i++)
            {
                block[i] = sum + i;
            }

            foreach (var value in block)
            {
                sum ^= value;
            }
        }

        _sum = sum;
        arena.Reset();
    }
}
