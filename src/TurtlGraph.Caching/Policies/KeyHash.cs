using System.Runtime.CompilerServices;

namespace TurtlGraph.Caching;

/// <summary>Hashes of keys that are independent of each other's use: what is sampled says nothing about where it is stored.</summary>
internal static class KeyHash
{
    /// <summary>32 bits that decide whether a key belongs to a sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Sample(ulong key) => (uint)(Spread(key + 0x9E3779B97F4A7C15) >> 32);

    /// <summary>The finaliser of SplitMix64: every bit of the key moves every bit of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Spread(ulong key)
    {
        key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9;
        key = (key ^ (key >> 27)) * 0x94D049BB133111EB;
        return key ^ (key >> 31);
    }
}
