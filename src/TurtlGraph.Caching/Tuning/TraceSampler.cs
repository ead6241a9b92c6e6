namespace TurtlGraph.Caching;

/// <summary>
/// Spatially hashed samples of a trace: all requests for an object or none, by its hash, so that a cache of the same share of the size
/// behaves as the whole does (Waldspurger et al., "Efficient MRC construction with SHARDS", FAST 2015). Samples are made once. Thread-safe.
/// </summary>
internal sealed class TraceSampler(CacheTrace trace)
{
    private readonly Dictionary<(int Halvings, int Sample), Lazy<CacheTrace>> _samples = [];

    /// <summary>The objects of which one in 2^<paramref name="halvings"/> is taken; samples with other numbers are independent.</summary>
    public CacheTrace Sample(int halvings, int sample)
    {
        Lazy<CacheTrace>? made;
        lock (_samples)
        {
            if (!_samples.TryGetValue((halvings, sample), out made))
            {
                made = new Lazy<CacheTrace>(() => Make(halvings, sample));
                _samples.Add((halvings, sample), made);
            }
        }

        return made.Value;
    }

    private CacheTrace Make(int halvings, int sample)
    {
        ReadOnlySpan<ulong> keys = trace.Keys.Span;
        ReadOnlySpan<uint> sizes = trace.Sizes.Span;
        var taken = new List<ulong>((keys.Length >> halvings) + 16);
        var takenSizes = new List<uint>(sizes.IsEmpty ? 0 : taken.Capacity);
        ulong seed = Mix((ulong)sample + 1);
        for (int i = 0; i < keys.Length; i++)
        {
            if (Mix(keys[i] ^ seed) >> (64 - halvings) == 0)
            {
                taken.Add(keys[i]);
                if (!sizes.IsEmpty)
                {
                    takenSizes.Add(sizes[i]);
                }
            }
        }

        return new CacheTrace(taken.ToArray(), takenSizes.ToArray());
    }

    /// <summary>The finalizer of splitmix64 (Steele et al., OOPSLA 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
