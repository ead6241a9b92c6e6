namespace TurtlGraph.Bundles.Tests;

public sealed class FuzzTests
{
    private const int BlockSize = 1024;
    private const int LargestDecoded = 1 << 22;
    private static readonly Dictionary<string, byte[]> Contents = Samples.Mixed().ToDictionary(item => item.Name, item => item.Content!.Value.ToArray());

    private static readonly BundleBytes[] Originals =
    [
        BundleBytes.Of(Samples.Mixed(), new() { BlockSize = BlockSize, Codec = BundleCodecChoice.Zstd }),
        BundleBytes.Of(Samples.Mixed(), new() { BlockSize = BlockSize, Codec = BundleCodecChoice.Lz4 }),
        BundleBytes.Of(Samples.Mixed(), new() { BlockSize = 65536, Codec = BundleCodecChoice.Auto }),
    ];

    /// <summary>Iterations of each kind; a longer run sets TURTL_FUZZ_ITERATIONS.</summary>
    private static int Iterations =>
        int.TryParse(Environment.GetEnvironmentVariable("TURTL_FUZZ_ITERATIONS"), out int iterations) ? iterations : 17_000;

    [Fact]
    public void Blindly_damaged_files_are_refused_or_serve_the_right_bytes() =>
        Run(1, (mutator, original) => mutator.Blind(original), honest: true);

    [Fact]
    public void Damaged_payloads_are_never_served()
    {
        int served = 0;
        int refused = 0;
        Run(2, (mutator, original) => mutator.Payload(original), honest: true, status => _ = status == DecodeStatus.Ok ? served++ : refused++);
        Assert.True(refused > 1000);
        Assert.True(served > 1000);
    }

    [Fact]
    public void Changed_structures_with_fitting_hashes_are_refused_or_serve_bytes_that_match_their_hash()
    {
        int opened = Run(3, (mutator, original) => mutator.Structure(original), honest: false);
        Assert.True(opened > 100, $"Only {opened} changed files opened; the checks behind the hashes were hardly reached.");
    }

    /// <summary>Tables are copied from a file on disk, in a tenth of the iterations; all other runs use them in place.</summary>
    [Fact]
    public void Damaged_files_on_disk_are_refused_or_serve_the_right_bytes()
    {
        using var folder = new TempFolder();
        var mutator = new Mutator(4);
        var scratch = new byte[LargestDecoded];
        int opened = 0;
        for (int i = 0; i < Iterations / 10; i++)
        {
            BundleBytes original = Originals[i % Originals.Length];
            bool honest = i % 2 == 0;
            string path = folder.Write("fuzz.turtl", honest ? mutator.Payload(original) : mutator.Structure(original));
            try
            {
                using Bundle bundle = Bundle.Open(path);
                opened++;
                Use(bundle, honest, scratch, seen: null);
            }
            catch (BundleFormatException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(opened > Iterations / 40, $"Only {opened} changed files opened.");
    }

    /// <param name="seed">Where the damage starts.</param>
    /// <param name="mutate">The damage.</param>
    /// <param name="honest">Whether the hashes are the packer's: then what is served must be what was packed.</param>
    /// <param name="seen">Told every status.</param>
    /// <returns>How many of the files opened.</returns>
    private static int Run(int seed, Func<Mutator, BundleBytes, byte[]> mutate, bool honest, Action<DecodeStatus>? seen = null)
    {
        using var memory = new GuardedBuffer(Originals.Max(original => original.Bytes.Length));
        var mutator = new Mutator(seed);
        var scratch = new byte[LargestDecoded];
        int opened = 0;
        for (int i = 0; i < Iterations; i++)
        {
            byte[] file = mutate(mutator, Originals[i % Originals.Length]);
            try
            {
                using Bundle bundle = Bundle.Open(memory.Load(file), $"fuzz {seed}/{i}");
                opened++;
                Use(bundle, honest, scratch, seen);
            }
            catch (BundleFormatException error)
            {
                Assert.Contains($"fuzz {seed}/{i}", error.Message, StringComparison.Ordinal);
                Assert.InRange(error.Offset, 0, file.Length);
            }
        }

        return opened;
    }

    private static void Use(Bundle bundle, bool honest, byte[] scratch, Action<DecodeStatus>? seen)
    {
        var walker = new DependencyWalker(bundle);
        for (int entry = 0; entry < bundle.Count; entry++)
        {
            string name = bundle.Name(entry);
            Assert.True(bundle.TryFind(name, out int found));
            Assert.Equal(entry, found);
            Assert.NotEmpty(bundle.TypeName(bundle[entry].Type));
            Assert.InRange(walker.Walk(entry).Length, 1, bundle.Count);
            int length = bundle.DecodedLengths[entry];
            if (length > scratch.Length)
            {
                continue;
            }

            DecodeStatus status = EntryDecoder.Shared.Decode(bundle, entry, scratch.AsSpan(0, length));
            seen?.Invoke(status);
            if (status == DecodeStatus.Ok)
            {
                Assert.Equal(bundle.Hashes[entry], Blake3.Hash(scratch.AsSpan(0, length)));
                Assert.True(!honest || Contents[name].AsSpan().SequenceEqual(scratch.AsSpan(0, length)));
            }

            Span<byte> range = scratch.AsSpan(0, length / 2);
            if (EntryDecoder.Shared.DecodeRange(bundle, entry, length / 3, range) == DecodeStatus.Ok && honest)
            {
                Assert.True(Contents[name].AsSpan(length / 3, range.Length).SequenceEqual(range));
            }
        }

        Assert.Equal(bundle.MissingCount, new DependencyGraph(bundle).Report().Missing.Count);
    }
}
