using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>What each tier in memory takes for one asset, beside what source B claims of its tiers: 100 ns, 1 us and 1 ms.</summary>
internal sealed class CacheTiers : ICachePart
{
    private const int Warmups = 5;
    private const int Rounds = 11;
    private const int Assets = 64;

    public IEnumerable<Measure> Run()
    {
        using var set = new ResidentSet();
        ulong[] keys = Array.ConvertAll(ZipfSequence.Of(ResidentSet.Count, 1 << 17, 9), index => set.Keys[index]);
        double hit = Interleaved.Medians(Warmups, Rounds, () => Interleaved.NanosecondsEach(
            keys.Length, 8, (first, end) => set.GetFromTable(keys.AsSpan(first..end))))[0];
        yield return new Measure("tier 1, resident: a hit", hit, "ns", Goal.RatioAtMost(1), "source B: about 100 ns", 100);
        yield return Read("tier 2, compressed memory: 4 KiB, hot (raw)", 4 << 10, TierContent.Hot);
        yield return Read("tier 2, compressed memory: 64 KiB, time-sensitive (LZ4)", 64 << 10, TierContent.TimeSensitive);
        yield return Read("tier 2, compressed memory: 64 KiB, cold (zstd)", 64 << 10, TierContent.Cold);
    }

    private static Measure Read(string name, int length, TierContent content)
    {
        using CompressedTier tier = MemoryTiers.Compressed(64 << 20);
        for (ulong key = 0; key < Assets; key++)
        {
            tier.TryAdd(key, Content(length, (int)key), content);
        }

        var destination = new byte[length];
        double nanoseconds = Interleaved.Medians(Warmups, Rounds, () => Interleaved.NanosecondsEach(Assets, Assets, (first, _) =>
        {
            if (tier.TryRead((ulong)first, destination) is not (TierRead.Ok or TierRead.Promote))
            {
                throw new InvalidOperationException("An asset that was added was not read.");
            }
        }))[0];
        return new Measure($"{name}, {tier.Figures.Ratio:0.0}x", nanoseconds / 1000, "us", Goal.None, "source B: about 1 us", 1);
    }

    /// <summary>Bytes of which every eighth is noise: they shrink about as textures and meshes do.</summary>
    private static byte[] Content(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = i % 8 == 0 ? (byte)random.Next(256) : (byte)(i >> 6);
        }

        return bytes;
    }
}
