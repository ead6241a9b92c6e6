using System.Diagnostics;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// Reading one block: in order, and at random by lines, either each line naming the next (dependent: the latency) or with places that are
/// known beforehand (independent: as many misses at once as the processor can have).
/// </summary>
internal sealed unsafe class ReadCase : IDisposable
{
    private const uint Multiplier = 1664525;
    private const uint Increment = 1013904223;

    private readonly Arena _arena;
    private readonly byte* _block;
    private uint _at;

    /// <summary>Makes the block and draws a random circle through all of its lines.</summary>
    /// <param name="bytes">A power of two.</param>
    /// <param name="pages">Which pages it lies in.</param>
    public ReadCase(long bytes, HugePages pages)
    {
        Bytes = bytes;
        _arena = new Arena(new ArenaOptions { Name = "read", MaxBytes = bytes, InitialBytes = bytes, CommitStepBytes = bytes, HugePages = pages, Profile = null });
        _block = _arena.Allocate(bytes, CacheLine.Size);
        Draw();
    }

    /// <summary>Bytes of the block.</summary>
    public long Bytes { get; }

    private uint Lines => (uint)(Bytes / CacheLine.Size);

    /// <summary>Follows the circle from line to line; nanoseconds a step.</summary>
    public double Dependent(int steps)
    {
        var at = _at;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
        {
            at = *Line(at);
        }

        var time = Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps;
        _at = at;
        return time;
    }

    /// <summary>Reads lines at random places; nanoseconds a line.</summary>
    public double Independent(int steps)
    {
        var mask = Lines - 1;
        var place = _at;
        uint sum = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
        {
            // The high bits of a linear congruential generator are the random ones.
            place = (place * Multiplier) + Increment;
            sum += *Line((place >> 6) & mask);
        }

        var time = Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps;
        _at = sum & mask;
        return time;
    }

    /// <summary>Reads all lines in order, again and again; GB/s.</summary>
    public double InOrder(long atLeast)
    {
        long sum = 0;
        var times = Math.Max(1, atLeast / Bytes);
        var start = Stopwatch.GetTimestamp();
        for (long i = 0; i < times; i++)
        {
            sum += CopyCase.Sum(_block, Bytes);
        }

        var time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        _at = (uint)sum & (Lines - 1);
        return times * Bytes / time;
    }

    public void Dispose() => _arena.Dispose();

    private uint* Line(uint index) => (uint*)(_block + ((long)index * CacheLine.Size));

    /// <summary>One circle through all lines (Sattolo's shuffle), so that a walk never gets stuck in a short one.</summary>
    private void Draw()
    {
        var lines = Lines;
        for (uint i = 0; i < lines; i++)
        {
            *Line(i) = i;
        }

        ulong state = 88172645463325252;
        for (var i = lines - 1; i > 0; i--)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var other = (uint)Math.BigMul(state, i, out _);
            (*Line(i), *Line(other)) = (*Line(other), *Line(i));
        }
    }
}
