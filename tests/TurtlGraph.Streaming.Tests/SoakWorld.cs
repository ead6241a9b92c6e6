using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>A world of a soak in which everything occurs that one asset may be to another: needed, optional, in a cycle, a level of it, of a type with a budget.</summary>
internal static class SoakWorld
{
    private static readonly string[] s_types = ["texture", "mesh", "audio", "other"];

    public static TestWorld Make(int seed, int assets, out int[] lengths)
    {
        var random = new Random(seed * 17);
        lengths = new int[assets];
        bool isRaw = random.Next(2) == 0;
        var world = new TestWorld(new BundleBuilderOptions { Codec = isRaw ? BundleCodecChoice.None : BundleCodecChoice.Auto });
        for (int i = 0; i < assets; i++)
        {
            lengths[i] = random.Next(20) == 0 ? 0 : random.Next(10) == 0 ? random.Next(400_000) : random.Next(60_000);
            lengths[i] = isRaw && i % 50 == 7 ? 5 << 20 : lengths[i];
            Vector3? position = random.Next(5) == 0 ? null : new Vector3(i * 10, 0, 0);
            string[] needs = Some(i);
            string[] optional = [.. Some(i).Except(needs)];
            int level = i % 4;
            world.Add(new BundleItem
            {
                Name = $"a{i}",
                Type = s_types[random.Next(s_types.Length)],
                Position = position,
                Radius = 1,
                DependsOn = needs,
                OptionalDependsOn = optional,
                Lod = i % 8 < 4 ? level : 0,
                LodGroup = i % 8 < 4 ? $"thing{i / 8}" : null,
                LoadBytes = BytesOf(i, lengths[i]),
            });
        }

        return world.Write();

        string[] Some(int asset) => random.Next(3) > 0 ? [] : [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(assets)).Where(d => d != asset).Distinct().Select(d => $"a{d}")];
    }

    public static void Configure(StreamingOptions options, int seed)
    {
        var random = new Random(seed * 19);
        options.TypeBudgets = new Dictionary<string, long> { ["texture"] = 64 * random.Next(1000, 20_000), ["mesh"] = 700_001 };
        options.CriticalReserveBytes = random.Next(2) * 500_000;
        options.ThrashGuard = TimeSpan.FromSeconds(random.Next(3));
        options.SoftMemoryLimit = random.Next(2) == 0 ? 0.75 : 1;
    }

    private static Func<byte[]> BytesOf(int asset, int length) => () => TestWorld.ContentOf($"a{asset}", length);
}
