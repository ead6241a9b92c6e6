using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Caching;

/// <summary>
/// Estimates how often keys were seen lately: a count-min sketch with counters of 4 bits (Einziger, Friedman and Manes, ACM ToS
/// 2017). The four counters of a key lie in one 64-byte line. After ten times the expected keys all counters are halved. One thread.
/// </summary>
internal unsafe struct FrequencySketch : IDisposable
{
    private const int WordsInLine = 8;
    private const int MostWaiting = 32;
    private const int Greatest = 15;
    private const ulong OneOfEach = 0x1111111111111111;
    private const ulong HalfMask = 0x7777777777777777;

    private Column<ulong> _words;
    private ulong _lineMask;
    private long _sample;
    private long _additions;
    private Column<ulong> _waiting;
    private int _waitingCount;

    /// <summary>Makes an empty sketch of 8 to 16 bytes an expected key.</summary>
    public FrequencySketch(long keys)
    {
        _sample = 10 * Math.Max(keys, WordsInLine);
        int words = WordsFor(keys);
        _words.Grow(words);
        _waiting.Grow(MostWaiting);
        _lineMask = (ulong)((words / WordsInLine) - 1);
    }

    /// <summary>Additions after which the counters are halved.</summary>
    public readonly long SampleSize => _sample;

    public readonly long Bytes => _words.Bytes + _waiting.Bytes;

    /// <summary>About how often the key was added lately, 0 to 15; too high when others share all its counters.</summary>
    public int Estimate(ulong key)
    {
        CountWaiting();
        ulong hash = KeyHash.Spread(key);
        ulong* line = Line(hash);
        int least = Greatest;
        for (int row = 0; row < 4; row++)
        {
            int word = Place(hash, row, out int shift);
            least = Math.Min(least, (int)(line[word] >> shift) & Greatest);
        }

        return least;
    }

    /// <summary>Adds one use of the key. It waits for some others or for the next question, so that their lines come from memory side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong key)
    {
        ulong hash = KeyHash.Spread(key);
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Line(hash));
        }

        _waiting[_waitingCount++] = hash;
        if (_waitingCount == MostWaiting)
        {
            CountWaiting();
        }
    }

    /// <summary>Makes room for more keys. What is known of a line holds for all lines that it becomes.</summary>
    public void Grow(long keys)
    {
        CountWaiting();
        _sample = Math.Max(_sample, 10 * keys);
        int words = WordsFor(keys);
        for (int length = _words.Length; length < words; length *= 2)
        {
            _words.Grow(length * 2);
            new Span<ulong>(_words.Pointer, length).CopyTo(new Span<ulong>(_words.Pointer + length, length));
        }

        _lineMask = (ulong)((_words.Length / WordsInLine) - 1);
    }

    public void Dispose()
    {
        _words.Dispose();
        _waiting.Dispose();
    }

    private static int WordsFor(long keys) =>
        (int)Math.Min(1L << 30, (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(keys, WordsInLine)));

    // Two words of the line a row, one of the 16 counters in a word: 5 bits of the hash each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(ulong hash, int row, out int shift)
    {
        int bits = (int)(hash >> (row * 5));
        shift = (bits & 15) << 2;
        return (row * 2) + ((bits >> 4) & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong* Line(ulong hash) => _words.Pointer + (((hash >> 20) & _lineMask) * WordsInLine);

    private void CountWaiting()
    {
        for (int i = 0; i < _waitingCount; i++)
        {
            Count(_waiting[i]);
        }

        _waitingCount = 0;
    }

    // No branch on a counter: it would wait for memory, and be guessed wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(ulong hash)
    {
        ulong* line = Line(hash);
        ulong added = 0;
        for (int row = 0; row < 4; row++)
        {
            int word = Place(hash, row, out int shift);
            ulong isBelow = ((((line[word] >> shift) & Greatest) + 1) >> 4) ^ 1;
            line[word] += isBelow << shift;
            added |= isBelow;
        }

        _additions += (long)added;
        if (_additions >= _sample)
        {
            Halve();
        }
    }

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
