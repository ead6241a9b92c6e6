using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Benchmarks;

/// <summary>Copies one block again and again (warm), or walks through memory that no cache holds (cold), and says how fast.</summary>
internal sealed unsafe class CopyCase : IDisposable
{
    /// <summary>Far more than the caches hold.</summary>
    public const long Room = 256L << 20;

    private const long WarmBytes = 4 << 20;
    private const long ColdBytes = 8 << 20;

    private readonly byte* _source = (byte*)NativeMemory.AlignedAlloc((nuint)Room, 4096);
    private readonly byte* _destination = (byte*)NativeMemory.AlignedAlloc((nuint)Room, 4096);
    private long _at;
    private long _sum;

    public CopyCase()
    {
        NativeMemory.Fill(_source, (nuint)Room, 1);
        NativeMemory.Fill(_destination, (nuint)Room, 2);
    }

    public delegate void Method(byte* from, byte* to, long bytes);

    /// <summary>GB/s of copying the same block; one copy before the clock starts brings it into the caches.</summary>
    public double Warm(Method method, long bytes)
    {
        method(_source, _destination, bytes);
        var times = Math.Max(1, WarmBytes / bytes);
        var start = Stopwatch.GetTimestamp();
        for (long i = 0; i < times; i++)
        {
            method(_source, _destination, bytes);
        }

        return times * bytes / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>GB/s of copying blocks that were not touched for a while; with a read, each copy is read once afterwards.</summary>
    public double Cold(Method method, long bytes, bool read = false)
    {
        var times = Math.Max(1, ColdBytes / bytes);
        var start = Stopwatch.GetTimestamp();
        for (long i = 0; i < times; i++)
        {
            _at = _at + (2 * bytes) > Room ? 0 : _at + bytes;
            method(_source + _at, _destination + _at, bytes);
            if (read)
            {
                _sum += Sum(_destination + _at, bytes);
            }
        }

        return times * bytes / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>GB/s of reading all of the source once.</summary>
    public double Read()
    {
        var start = Stopwatch.GetTimestamp();
        _sum += Sum(_source, Room);
        return Room / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <summary>Whether the last copy arrived, so that a method that copies nothing is not fast.</summary>
    public bool HasArrived(Method method, long bytes)
    {
        NativeMemory.Clear(_destination, (nuint)bytes);
        method(_source, _destination, bytes);
        return new Span<byte>(_source, (int)bytes).SequenceEqual(new Span<byte>(_destination, (int)bytes));
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_source);
        NativeMemory.AlignedFree(_destination);
    }

    internal static long Sum(byte* block, long bytes)
    {
        var first = Vector256<long>.Zero;
        var second = Vector256<long>.Zero;
        for (long at = 0; at < bytes; at += 64)
        {
            first += Vector256.Load((long*)(block + at));
            second += Vector256.Load((long*)(block + at + 32));
        }

        return Vector256.Sum(first + second);
    }
}
