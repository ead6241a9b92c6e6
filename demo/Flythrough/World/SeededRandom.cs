namespace TurtlGraph.Flythrough;

/// <summary>A small sequence of numbers that depends on its seed alone, on every machine (SplitMix64, Steele et al. 2014).</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A sequence for one named part of a larger whole, independent of its neighbours.</summary>
    public static SeededRandom For(uint seed, uint kind, uint index) =>
        new(Mix(((ulong)seed << 32) ^ ((ulong)kind * 0xD1B54A32D192ED03UL) ^ (index * 0x9E3779B97F4A7C15UL)));

    public ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15UL);

    public uint NextUInt() => (uint)(NextBits() >> 32);

    /// <summary>0 (included) to <paramref name="end"/> (not included).</summary>
    public int Next(int end) => (int)(((NextBits() >> 32) * (ulong)end) >> 32);

    /// <summary>0 (included) to 1 (not included).</summary>
    public float NextSingle() => (NextBits() >> 40) * (1f / (1 << 24));

    public float Between(float low, float high) => low + ((high - low) * NextSingle());

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
