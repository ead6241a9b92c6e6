namespace TurtlGraph.Caching;

/// <summary>
/// The name of a record in a <see cref="DiskStore"/>: 128 bits that the caller makes from whatever names its bytes, for instance
/// the hash of a file's identity and the number of a block in it. It is kept whole and compared whole.
/// </summary>
/// <param name="High">Upper half.</param>
/// <param name="Low">Lower half.</param>
public readonly record struct StoreKey(ulong High, ulong Low)
{
    /// <summary>Where the key lies among all 64-bit numbers, evenly spread also when keys are consecutive numbers.</summary>
    internal ulong Hash
    {
        get
        {
            // Each half is folded with an odd constant of its own, then both are stirred (the finaliser of SplitMix64).
            ulong z = (High * 0x9E3779B97F4A7C15) ^ ulong.RotateLeft((Low + 0xD1B54A32D192ED03) * 0x94D049BB133111EB, 29);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
