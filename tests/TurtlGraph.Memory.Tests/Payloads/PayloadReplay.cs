using System.Globalization;
using System.Reflection;

namespace TurtlGraph.Memory.Tests;

/// <summary>
/// Replays the sizes of a real packed world on a <see cref="PayloadArena"/> that is kept full to a given share, and tells what
/// is wasted. Requests come in the order of the world; what gives way is the oldest of eight at random, as in caches that
/// sample. The same requests are replayed on an allocator that only counts: it neither rounds nor scatters, so what it has
/// more in use than the arena is what the arena wastes.
/// </summary>
internal sealed class PayloadReplay
{
    private const int Samples = 8;

    private readonly PayloadArena? _arena;
    private readonly List<Item> _live = [];
    private readonly Random _random = new(7);
    private readonly int[] _sizes;
    private readonly long _capacity;
    private readonly long _target;
    private long _liveBytes;
    private long _clock;

    private PayloadReplay(int[] sizes, PayloadArena? arena, long capacity, double fill)
    {
        _sizes = sizes;
        _arena = arena;
        _capacity = capacity;
        _target = (long)(capacity * fill);
    }

    /// <summary>What a replay has seen, on average over its requests after the memory was first full.</summary>
    /// <param name="InUse">Bytes asked for and in use, as a share of the capacity.</param>
    /// <param name="Ideal">The same of an allocator that neither rounds nor scatters.</param>
    /// <param name="Rounding">Share of the capacity that rounding to 64 has added.</param>
    /// <param name="Refused">Share of the requests that were refused at first although the bytes were free.</param>
    /// <param name="Fragmentation">Mean of <see cref="PayloadArena.Fragmentation"/>.</param>
    internal readonly record struct Result(double InUse, double Ideal, double Rounding, double Refused, double Fragmentation)
    {
        /// <summary>Share of the capacity that cannot serve: lost to rounding, and freed only because free memory was too scattered.</summary>
        public double Waste => Rounding + Math.Max(0, Ideal - InUse);
    }

    private record struct Item(PayloadBlock Block, int Bytes, long Used);

    /// <summary>The sizes of a world: <c>supertuxkart</c> or <c>flythrough</c>; without the empty ones.</summary>
    public static int[] SizesOf(string world)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith($".{world}.txt", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(size => size > 0)];
    }

    /// <summary>Keeps <paramref name="fill"/> of <paramref name="capacity"/> bytes in use for so many requests.</summary>
    public static Result Run(int[] sizes, long capacity, double fill, int requests)
    {
        using var arena = new PayloadArena(new PayloadArenaOptions { Guards = MemoryGuards.Off, CapacityBytes = capacity, Profile = null });
        var ideal = new PayloadReplay(sizes, null, capacity, fill).Run(requests);
        return new PayloadReplay(sizes, arena, capacity, fill).Run(requests) with { Ideal = ideal.InUse };
    }

    private Result Run(int requests)
    {
        var next = 0;
        while (_liveBytes + _sizes[next % _sizes.Length] <= _target)
        {
            Request(_sizes[next++ % _sizes.Length]);
        }

        var sum = default(Result);
        for (var i = 0; i < requests; i++)
        {
            var isRefused = Request(_sizes[next++ % _sizes.Length]);
            sum = new Result(
                sum.InUse + ((double)_liveBytes / _capacity),
                0,
                sum.Rounding + (_arena is null ? 0 : (double)_arena.WasteBytes / _capacity),
                sum.Refused + (isRefused ? 1 : 0),
                sum.Fragmentation + (_arena?.Fragmentation ?? 0));
        }

        return new Result(sum.InUse / requests, 0, sum.Rounding / requests, sum.Refused / requests, sum.Fragmentation / requests);
    }

    /// <summary>Makes room inside the target, then as much more as it takes; tells whether it took more.</summary>
    private bool Request(int size)
    {
        while (_liveBytes + size > _target)
        {
            FreeOne();
        }

        var isRefused = false;
        PayloadBlock block = default;
        while (_arena is not null && !_arena.TryAllocate(size, out block))
        {
            isRefused = true;
            FreeOne();
        }

        _live.Add(new Item(block, size, _clock++));
        _liveBytes += size;
        return isRefused;
    }

    private void FreeOne()
    {
        var oldest = _random.Next(_live.Count);
        for (var i = 1; i < Samples; i++)
        {
            var other = _random.Next(_live.Count);
            oldest = _live[other].Used < _live[oldest].Used ? other : oldest;
        }

        var item = _live[oldest];
        _live[oldest] = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        _arena?.Free(item.Block);
        _liveBytes -= item.Bytes;
    }
}
