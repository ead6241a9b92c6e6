using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>
/// Estimates how often keys were seen lately: a count-min sketch with counters of 4 bits (Einziger, Friedman and Manes, ACM ToS
/// 2017). The four counters of a key lie in one 64-byte line. After ten times the expected keys all counters are halved. One thread.
/// </summary>
internal unsafe struct FrequencySketch : IDisposable
{
    private const int WordsInLine = 8;
    private const int Greatest = 15;
    private const ulong OneOfEach = 0x1111111111111111;
    private const ulong HalfMask = 0x7777777777777777;

    private Column<ulong> _words;
    private readonly ulong _lineMask;
    private readonly long _sample;
    private long _additions;

    /// <summary>Makes an empty sketch of 8 to 16 bytes an expected key.</summary>
    public FrequencySketch(long keys)
    {
        int words = (int)Math.Min(1L << 30, (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(keys, WordsInLine)));
        _words.Grow(words);
        _lineMask = (ulong)((words / WordsInLine) - 1);
        _sample = 10 * Math.Max(keys, WordsInLine);
    }

    /// <summary>Additions after which the counters are halved.</summary>
    public readonly long SampleSize => _sample;

    public readonly long Bytes => _words.Bytes;

    /// <summary>About how often the key was added lately, 0 to 15; too high when others share all its counters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Estimate(ulong key)
    {
        ulong hash = Spread(key);
        ulong* line = Line(hash);
        int least = Greatest;
        for (int row = 0; row < 4; row++)
        {
            int word = Place(hash, row, out int shift);
            least = Math.Min(least, (int)(line[word] >> shift) & Greatest);
        }

        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong key)
    {
        ulong hash = Spread(key);
        ulong* line = Line(hash);
        bool isAdded = false;
        for (int row = 0; row < 4; row++)
        {
            int word = Place(hash, row, out int shift);
            bool isBelow = ((line[word] >> shift) & Greatest) < Greatest;
            line[word] += isBelow ? 1UL << shift : 0;
            isAdded |= isBelow;
        }

        if (isAdded && ++_additions >= _sample)
        {
            Halve();
        }
    }

    public void Dispose() => _words.Dispose();

    // Two words of the line a row, one of the 16 counters in a word: 5 bits of the hash each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(ulong hash, int row, out int shift)
    {
        int bits = (int)(hash >> (row * 5));
        shift = (bits & 15) << 2;
        return (row * 2) + ((bits >> 4) & 1);
    }

    // The finaliser of SplitMix64: keys in sequence share neither lines nor counters.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(ulong key)
    {
        key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9;
        key = (key ^ (key >> 27)) * 0x94D049BB133111EB;
        return key ^ (key >> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong* Line(ulong hash) => _words.Pointer + (((hash >> 20) & _lineMask) * WordsInLine);

    private void Halve()
    {
        long odd = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            odd += BitOperations.PopCount(_words[i] & OneOfEach);
            _words[i] = (_words[i] >> 1) & HalfMask;
        }

        _additions = (_additions - (odd >> 2)) >> 1;
    }
}
