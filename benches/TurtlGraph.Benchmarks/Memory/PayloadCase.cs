using System.Diagnostics;
using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>A <see cref="PayloadScript"/> on the payload arena and on the system's heap.</summary>
internal sealed unsafe class PayloadCase : IDisposable
{
    /// <summary>Bytes of the payload memory.</summary>
    public const long Capacity = 256L << 20;

    private readonly PayloadArena _arena;
    private readonly PayloadScript _script;
    private readonly PayloadBlock[] _blocks;
    private readonly nint[] _pointers;
    private readonly long[] _times;
    private readonly double _clock;

    public PayloadCase(int[] sizes, double fill, int requests)
        : this(sizes, fill, requests, MemoryProfile.Process)
    {
    }

    public PayloadCase(int[] sizes, double fill, int requests, MemoryProfile? profile)
    {
        _arena = new PayloadArena(new PayloadArenaOptions { CapacityBytes = Capacity, Name = "bench payloads", Profile = profile });
        _script = new PayloadScript(sizes, (long)(Capacity * fill), requests);
        _blocks = new PayloadBlock[_script.Slots];
        _pointers = new nint[_script.Slots];
        _times = new long[_script.Steps.Length / 2];
        _clock = ClockNanoseconds();
        Requests = requests;
    }

    private interface IAllocator
    {
        void Step(int slot, int bytes);
    }

    /// <summary>Requests after the memory is full; each is one allocation, and as many frees as make room for it.</summary>
    public int Requests { get; }

    /// <summary>Requests of the last arena run that found no room although the bytes were free.</summary>
    public int Refused { get; private set; }

    /// <summary>Nanoseconds a request of the arena, its frees included.</summary>
    public double ArenaEach()
    {
        var time = Each(new FromArena(this));
        Empty();
        return time;
    }

    /// <summary>Nanoseconds a request of the heap, its frees included.</summary>
    public double HeapEach()
    {
        var time = Each(new FromHeap(this));
        Empty();
        return time;
    }

    /// <summary>Nanoseconds of single steps of the arena at some quantiles; the clock's own time is taken off.</summary>
    public double[] ArenaQuantiles(params ReadOnlySpan<double> quantiles)
    {
        Time(new FromArena(this));
        Empty();
        return Quantiles(quantiles);
    }

    /// <summary>The same of the heap.</summary>
    public double[] HeapQuantiles(params ReadOnlySpan<double> quantiles)
    {
        Time(new FromHeap(this));
        Empty();
        return Quantiles(quantiles);
    }

    /// <summary>Managed bytes of a run of the arena.</summary>
    public double ArenaManagedBytes()
    {
        var bytes = Interleaved.ManagedBytes(() => Each(new FromArena(this)));
        Empty();
        return bytes;
    }

    public void Dispose() => _arena.Dispose();

    private double Each<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator
    {
        var steps = _script.Steps;
        Run(allocator, 0, _script.FillSteps);
        var start = Stopwatch.GetTimestamp();
        Run(allocator, _script.FillSteps, steps.Length);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Requests;
    }

    private void Run<TAllocator>(TAllocator allocator, int first, int end)
        where TAllocator : struct, IAllocator
    {
        var steps = _script.Steps;
        for (var i = first; i < end; i += 2)
        {
            allocator.Step(steps[i], steps[i + 1]);
        }
    }

    /// <summary>A sample is one request with the frees before it.</summary>
    private void Time<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator
    {
        var steps = _script.Steps;
        Run(allocator, 0, _script.FillSteps);
        var request = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = _script.FillSteps; i < steps.Length; i += 2)
        {
            allocator.Step(steps[i], steps[i + 1]);
            if (steps[i + 1] != 0)
            {
                var now = Stopwatch.GetTimestamp();
                _times[request++] = now - start;
                start = Stopwatch.GetTimestamp();
            }
        }
    }

    private double[] Quantiles(ReadOnlySpan<double> quantiles)
    {
        var sorted = _times.AsSpan(0, Requests);
        sorted.Sort();
        var result = new double[quantiles.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var ticks = sorted[(int)(quantiles[i] * (sorted.Length - 1))];
            result[i] = (ticks * (1e9 / Stopwatch.Frequency)) - _clock;
        }

        return result;
    }

    private void Empty()
    {
        for (var slot = 0; slot < _script.Slots; slot++)
        {
            if (!_blocks[slot].IsEmpty)
            {
                _arena.Free(_blocks[slot]);
                _blocks[slot] = default;
            }

            NativeMemory.AlignedFree((void*)_pointers[slot]);
            _pointers[slot] = 0;
        }
    }

    private static double ClockNanoseconds()
    {
        var times = new double[10_001];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            times[i] = Stopwatch.GetTimestamp() - start;
        }

        return Interleaved.Median(times) * 1e9 / Stopwatch.Frequency;
    }

    private readonly struct FromArena : IAllocator
    {
        private readonly PayloadCase _owner;
        private readonly PayloadArena _arena;
        private readonly PayloadBlock[] _blocks;

        public FromArena(PayloadCase owner)
        {
            _owner = owner;
            _arena = owner._arena;
            _blocks = owner._blocks;
            owner.Refused = 0;
        }

        public void Step(int slot, int bytes)
        {
            ref var block = ref _blocks[slot];
            if (bytes != 0)
            {
                if (!_arena.TryAllocate(bytes, out block))
                {
                    _owner.Refused++;
                }
            }
            else if (!block.IsEmpty)
            {
                _arena.Free(block);
                block = default;
            }
        }
    }

    private readonly struct FromHeap(PayloadCase owner) : IAllocator
    {
        private readonly nint[] _pointers = owner._pointers;

        public void Step(int slot, int bytes)
        {
            ref var pointer = ref _pointers[slot];
            if (bytes != 0)
            {
                pointer = (nint)NativeMemory.AlignedAlloc((nuint)bytes, CacheLine.Size);
            }
            else
            {
                NativeMemory.AlignedFree((void*)pointer);
                pointer = 0;
            }
        }
    }
}
