using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>
/// About how often each key was asked for lately: a count-min sketch of four-bit counters that are halved after every so many
/// requests, as in TinyLFU (Einziger, Friedman, Manes 2017). A request raises only those of a key's four counters that are lowest, and there are eight counters for each request
/// between two halvings, so when all are for different keys about one in two hundred looks like a second one.
/// </summary>
/// <remarks>Any thread; two that count in the same word at once may lose one of the counts, which the estimate survives.</remarks>
internal sealed class AdmissionFilter
{
    private const ulong LowBits = 0x7777777777777777;
    private const int Rows = 4;
    private const int Most = 15;

    private readonly ulong[] _words;
    private readonly int _mask;
    private readonly int _sample;
    private int _counted;
    private int _ageing;

    public AdmissionFilter(int requests)
    {
        _words = new ulong[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)requests / 2)];
        _mask = _words.Length - 1;
        _sample = requests;
    }

    /// <summary>The counters, to be saved and filled again.</summary>
    public Span<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    /// <summary>Counts a request for a key.</summary>
    public void Record(StoreKey key)
    {
        ulong hash = key.Hash;
        int lowest = Estimate(key);
        bool counted = false;
        for (int row = 0; row < Rows; row++)
        {
            ref ulong word = ref WordOf(hash, row, out int shift);
            ulong seen = Volatile.Read(ref word);
            if (lowest < Most && (int)((seen >> shift) & Most) == lowest)
            {
                Volatile.Write(ref word, seen + (1ul << shift));
                counted = true;
            }
        }

        if (counted && Interlocked.Increment(ref _counted) >= _sample)
        {
            Age();
        }
    }

    /// <summary>Requests for a key lately, 0 to 15; seldom too high.</summary>
    public int Estimate(StoreKey key)
    {
        ulong hash = key.Hash;
        int least = Most;
        for (int row = 0; row < Rows; row++)
        {
            ulong word = Volatile.Read(ref WordOf(hash, row, out int shift));
            least = Math.Min(least, (int)((word >> shift) & Most));
        }

        return least;
    }

    private ref ulong WordOf(ulong hash, int row, out int shift)
    {
        // Double hashing: two keys meet in every row only when both halves of their hashes agree.
        ulong mixed = ((uint)hash + ((uint)row * ((uint)(hash >> 32) | 1))) * 0x9E3779B97F4A7C15;
        shift = (int)(mixed >> 60) * 4;
        return ref _words[(int)(mixed >> 32) & _mask];
    }

    private void Age()
    {
        if (Interlocked.Exchange(ref _ageing, 1) != 0)
        {
            return;
        }

        foreach (ref ulong word in _words.AsSpan())
        {
            word = (word >> 1) & LowBits;
        }

        Volatile.Write(ref _counted, 0);
        Volatile.Write(ref _ageing, 0);
    }
}
