using System.Globalization;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>Hashing, decoding, opening, finding and packing, each with its peer or floor.</summary>
internal sealed class BundleSuite : IQuickSuite
{
    private const int Warmups = 6;
    private const int Rounds = 31;

    /// <summary>Runs of a body in a row, of which the best counts: one the scheduler interrupted says nothing about the code.</summary>
    private const int Runs = 5;

    /// <inheritdoc/>
    public string Name => "bundle";

    /// <inheritdoc/>
    public string Description => $"medians of {Rounds} interleaved rounds, each the best of {Runs} short runs; one thread except for packing";

    /// <inheritdoc/>
    public IEnumerable<Measure> Run() => 
    [
        .. Hash(), .. HashMany(), .. Decode(CodecId.Lz4), .. Decode(CodecId.Zstd), .. Decode(CodecId.Brotli), .. Decode(CodecId.Deflate),
        .. Dictionaries(), .. Open(), .. Pack(),
    ];

    private static IEnumerable<Measure> Hash()
    {
        foreach ((int length, Goal goal) in new[]
        {
            (1 << 10, Goal.None), (4 << 10, Goal.RatioAtLeast(1)), (64 << 10, Goal.RatioAtLeast(2.5)), (1 << 20, Goal.RatioAtLeast(2.5)),
        })
        {
            var run = new HashCase(length);
            var speed = Interleaved.Medians(
                Warmups, Rounds, () => GigabytesASecond(run.Bytes, run.RunBlake3), () => GigabytesASecond(run.Bytes, run.RunSha256));
            yield return new Measure(
                string.Create(CultureInfo.InvariantCulture, $"BLAKE3, {length >> 10} KiB"), speed[0], "GB/s", goal, "SHA256.HashData", speed[1]);
            yield return Bytes($"BLAKE3, {length >> 10} KiB", run.RunBlake3);
        }
    }

    private static IEnumerable<Measure> HashMany()
    {
        foreach (int length in new[] { 100, 300, 1 << 10, 2000, 4 << 10 })
        {
            using var run = new HashManyCase(length);
            var speed = Interleaved.Medians(
                Warmups, Rounds, () => GigabytesASecond(run.Bytes, run.RunBlake3), () => GigabytesASecond(run.Bytes, run.RunSha256));
            yield return new Measure(
                string.Create(CultureInfo.InvariantCulture, $"BLAKE3, {HashManyCase.Count} inputs of {length} bytes side by side"),
                speed[0], "GB/s", Goal.RatioAtLeast(1), "SHA256.HashData, one by one", speed[1]);
            yield return Bytes(string.Create(CultureInfo.InvariantCulture, $"BLAKE3, inputs of {length} bytes side by side"), run.RunBlake3);
        }
    }

    private static IEnumerable<Measure> Dictionaries()
    {
        if (CodecRegistry.Default.TryGet(CodecId.Zstd, out _))
        {
            using var run = new DictionaryCase();
            yield return new Measure(
                "2000 small entries, stored with a trained dictionary and the dictionary", run.With, "bytes", Goal.RatioAtMost(0.8), "without", run.Without);
            var speed = Interleaved.Medians(
                Warmups, Rounds, () => GigabytesASecond(run.Bytes, run.DecodeWith), () => GigabytesASecond(run.Bytes, run.DecodeWithout));
            yield return new Measure("small entries, decode and verify with a dictionary", speed[0], "GB/s", Goal.None, "without", speed[1]);
            yield return Bytes("decode with a dictionary", run.DecodeWith);
        }
    }

    private static IEnumerable<Measure> Decode(CodecId id)
    {
        if (!CodecRegistry.Default.TryGet(id, out ICodec codec))
        {
            Console.Error.WriteLine($"The library of {id} is not installed; its measures are left out.");
            yield break;
        }

        using var run = new DecodeCase(id);
        var speed = Interleaved.Medians(
            Warmups, Rounds,
            () => GigabytesASecond(DecodeCase.Bytes, run.ThroughCodec),
            () => GigabytesASecond(DecodeCase.Bytes, run.Verified),
            () => GigabytesASecond(DecodeCase.Bytes, run.Native));
        const string native = "native function in a bare loop";
        yield return new Measure($"{codec.Name} decode, 256 KiB blocks", speed[0], "GB/s", Goal.RatioAtLeast(0.95), native, speed[2]);
        yield return new Measure($"{codec.Name} decode and verify, 256 KiB entries", speed[1], "GB/s", Goal.None, native, speed[2]);
        yield return Bytes($"{codec.Name} decode and verify", run.Verified);
    }

    private static IEnumerable<Measure> Open()
    {
        using var run = new OpenCase();
        var open = Interleaved.Medians(
            Warmups, Rounds,
            () => Milliseconds(run.Open), () => Milliseconds(run.ReadTables), () => Milliseconds(run.ReadAndHashTables), () => Milliseconds(run.OpenMapped));
        yield return new Measure("open a bundle of 20 000 entries, beside reading alone", open[0], "ms", Goal.None, "read its table bytes", open[1]);
        yield return new Measure("open a bundle of 20 000 entries", open[0], "ms", Goal.RatioAtMost(3), "read and hash its table bytes", open[2]);

        yield return new Measure("open a bundle of 20 000 entries, tables mapped", open[3], "ms", Goal.RatioAtMost(3), "read and hash its table bytes", open[2]);

        var sum = 0;
        var find = Interleaved.Medians(
            Warmups, Rounds,
            () => Best(OpenCase.Lookups, () => sum += run.Find()),
            () => Best(OpenCase.Lookups, () => sum += run.FindInDictionary()));
        yield return new Measure("find an entry by id, of 20 000", find[0], "ns", Goal.RatioAtMost(1), "Dictionary<ulong, int>", find[1]);
        yield return Bytes("find an entry", () => run.Find());
    }

    private static IEnumerable<Measure> Pack()
    {
        if (!CodecRegistry.Default.TryGet(CodecId.Zstd, out _))
        {
            yield break;
        }

        using var run = new PackCase();
        var speed = Interleaved.Medians(
            1, 5, () => GigabytesASecond(PackCase.Bytes, run.Pack) * 1000, () => GigabytesASecond(PackCase.Bytes, run.CompressOnly) * 1000);
        yield return new Measure(
            "pack 48 MiB with zstd, all processors", speed[0], "MB/s", Goal.RatioAtLeast(0.8), "compress the same blocks only", speed[1]);
    }

    private static double GigabytesASecond(long bytes, Action body) => bytes / Best(1, body);

    private static double Milliseconds(Action body) => Best(1, body) / 1e6;

    private static double Best(int operations, Action body)
    {
        double best = double.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            best = Math.Min(best, Interleaved.NanosecondsEach(operations, body));
        }

        return best;
    }

    private static Measure Bytes(string what, Action body) =>
        new($"managed bytes, {what}", Interleaved.ManagedBytes(body), "bytes", Goal.ValueAtMost(0));
}
