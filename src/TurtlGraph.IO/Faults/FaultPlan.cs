namespace TurtlGraph.IO;

/// <summary>
/// Which reads a <see cref="FaultInjectingByteSource"/> harms. The fate of the n-th accepted read depends on the seed and on n
/// alone, so equal plans over equal reads give equal faults.
/// </summary>
public sealed record FaultPlan
{
    /// <summary>Seed of the choices.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of reads that fail, 0 to 1.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Share of reads that come short, 0 to 1.</summary>
    public double ShortRate { get; init; }

    /// <summary>Share of reads that are held back for <see cref="Delay"/>, 0 to 1.</summary>
    public double SlowRate { get; init; }

    /// <summary>Share of reads that never complete by themselves, 0 to 1.</summary>
    public double NeverRate { get; init; }

    /// <summary>Share of reads with one wrong bit, 0 to 1.</summary>
    public double FlippedBitRate { get; init; }

    /// <summary>How long a slow read is held back, measured from its submission. Default 0.25 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The error number of failed reads; default 5 (EIO).</summary>
    public int ErrorCode { get; init; } = ReadError.InputOutput;

    /// <summary>Fates by the number of the accepted read (0, 1, 2, ...), which take precedence over the rates.</summary>
    public IReadOnlyDictionary<long, FaultKind> Script { get; init; } = new Dictionary<long, FaultKind>();

    /// <summary>The fate of the read with this number.</summary>
    internal FaultKind FateOf(long read)
    {
        if (Script.TryGetValue(read, out FaultKind scripted))
        {
            return scripted;
        }

        double draw = (Hash(read, 0) >> 11) * (1.0 / (1L << 53));
        return (draw -= ErrorRate) < 0 ? FaultKind.Error
            : (draw -= ShortRate) < 0 ? FaultKind.Short
            : (draw -= SlowRate) < 0 ? FaultKind.Slow
            : (draw -= NeverRate) < 0 ? FaultKind.Never
            : draw - FlippedBitRate < 0 ? FaultKind.FlippedBit
            : FaultKind.None;
    }

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1 for the read with this number.</summary>
    internal long Pick(long read, long count) => (long)(Hash(read, 1) % (ulong)count);

    internal void Validate()
    {
        ReadOnlySpan<double> rates = [ErrorRate, ShortRate, SlowRate, NeverRate, FlippedBitRate];
        double sum = 0;
        foreach (double rate in rates)
        {
            if (!(rate is >= 0 and <= 1))
            {
                throw new ArgumentException($"A rate of a fault plan lies between 0 and 1, but one is {rate}.");
            }

            sum += rate;
        }

        if (sum > 1 + 1e-9)
        {
            throw new ArgumentException($"The rates of a fault plan add up to at most 1, but these give {sum}.");
        }

        if (Delay < TimeSpan.Zero)
        {
            throw new ArgumentException($"The delay of a fault plan is not negative, but it is {Delay}.");
        }
    }

    // SplitMix64 (Steele, Lea, Flood 2014) as a hash of seed, read and purpose.
    private ulong Hash(long read, ulong purpose)
    {
        ulong z = Seed + (((ulong)read * 2) + purpose + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
