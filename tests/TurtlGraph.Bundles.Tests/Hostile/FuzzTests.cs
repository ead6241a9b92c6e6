namespace TurtlGraph.Bundles.Tests;

public sealed class FuzzTests
{
    private const int BlockSize = 1024;
    private const int LargestDecoded = 1 << 22;
    private static readonly Dictionary<string, byte[]> Contents = Samples.Mixed().Concat(Small()).ToDictionary(item => item.Name, item => item.Content!.Value.ToArray());

    private static readonly BundleBytes[] Originals =
    [
        BundleBytes.Of(Samples.Mixed(), new() { BlockSize = BlockSize, Codec = BundleCodecChoice.Zstd }),
        BundleBytes.Of(Samples.Mixed(), new() { BlockSize = BlockSize, Codec = BundleCodecChoice.Lz4 }),
        BundleBytes.Of(Samples.Mixed(), new() { BlockSize = 65536, Codec = BundleCodecChoice.Auto }),
        Signed(),
        BundleBytes.Of(Small(), new() { Codec = BundleCodecChoice.Zstd }),
    ];

    [CodecFact]
    public void The_originals_have_what_is_to_be_damaged()
    {
        Assert.True(Originals[^1].Header.DictionaryCount > 0);
        Assert.Contains(Originals[^2].Rows.ToArray(), row => row.Tag == SectionTag.Signature);
    }

    [Fact]
    public void Blindly_damaged_files_are_refused_or_serve_the_right_bytes() =>
        Run(1, 20, (mutator, original) => mutator.Blind(original, Originals), honest: true);

    [Fact]
    public void Damaged_payloads_are_never_served()
    {
        int served = 0;
        int refused = 0;
        Run(2, 20, (mutator, original) => mutator.Payload(original), honest: true, status => _ = status == DecodeStatus.Ok ? served++ : refused++);
        Assert.True(refused > 1000);
        Assert.True(served > 1000);
    }

    [Fact]
    public void Changed_structures_with_fitting_hashes_are_refused_or_serve_bytes_that_match_their_hash()
    {
        int opened = Run(3, 36, (mutator, original) => mutator.Structure(original), honest: false);
        Assert.True(opened > FuzzRun.Share(36) / 50, $"Only {opened} changed files opened; the checks behind the hashes were hardly reached.");
    }

    /// <summary>Tables are copied from a file on disk; all other runs use them in place.</summary>
    [Fact]
    public void Damaged_files_on_disk_are_refused_or_serve_the_right_bytes()
    {
        using var folder = new TempFolder();
        using var scratch = new Scratch();
        int opened = 0;
        FuzzRun.Each(4, 4, (i, seed) =>
        {
            var mutator = new Mutator(seed);
            BundleBytes original = Originals[i % Originals.Length];
            bool honest = i % 3 != 0;
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
        });

        Assert.True(opened > FuzzRun.Share(4) / 4, $"Only {opened} changed files opened.");
    }

    /// <summary>Entries so small and so alike that a dictionary is trained for them.</summary>
    private static BundleItem[] Small() =>
        [.. Enumerable.Range(0, 100).Select(i => Samples.Item($"material/{i}", System.Text.Encoding.ASCII.GetBytes(
            $"<material name=\"m{i}\" shader=\"solid\" clamp-u=\"N\" clamp-v=\"N\" friction=\"{i * 7919 % 1000}\" texture=\"stone_{i * 31 % 977}.png\" "
            + $"gloss-map=\"gloss_{i * 17 % 911}.png\" max-speed=\"{i % 13}\" slowdown-time=\"0.{i % 10}\" below-surface=\"N\" reset=\"N\"/>")))];

    private static BundleBytes Signed()
    {
        using var key = BundleSigningKey.Create();
        return BundleBytes.Of(Samples.Mixed(), new() { BlockSize = BlockSize, SigningKey = key, SignatureLabel = "label" });
    }

    /// <param name="kind">Tells runs apart.</param>
    /// <param name="percent">Its share of all mutations.</param>
    /// <param name="mutate">The damage.</param>
    /// <param name="honest">Whether the hashes are the packer's: then what is served must be what was packed.</param>
    /// <param name="seen">Told every status.</param>
    /// <returns>How many of the files opened.</returns>
    private static int Run(int kind, int percent, Func<Mutator, BundleBytes, byte[]> mutate, bool honest, Action<DecodeStatus>? seen = null)
    {
        using var memory = new GuardedBuffer(2 * Originals.Max(original => original.Bytes.Length));
        using var scratch = new Scratch();
        int opened = 0;
        FuzzRun.Each(kind, percent, (i, seed) =>
        {
            byte[] file = mutate(new Mutator(seed), Originals[i % Originals.Length]);
            try
            {
                using Bundle bundle = Bundle.Open(memory.Load(file), "fuzz");
                opened++;
                Use(bundle, honest, scratch, seen);
            }
            catch (BundleFormatException error)
            {
                Assert.Contains("fuzz", error.Message, StringComparison.Ordinal);
                Assert.InRange(error.Offset, 0, file.Length);
            }
        });

        return opened;
    }

    private static void Use(Bundle bundle, bool honest, Scratch scratch, Action<DecodeStatus>? seen)
    {
        var walker = new DependencyWalker(bundle);
        var refused = new List<int>();
        bool large = false;
        Assert.InRange(bundle.Signature?.Label.Length ?? 0, 0, BundleSignature.MaxLabelLength);
        for (int entry = 0; entry < bundle.Count; entry++)
        {
            string name = bundle.Name(entry);
            Assert.True(bundle.TryFind(name, out int found));
            Assert.Equal(entry, found);
            Assert.NotEmpty(bundle.TypeName(bundle[entry].Type));
            Assert.InRange(walker.Walk(entry).Length, 1, bundle.Count);
            int length = bundle.DecodedLengths[entry];
            if (length > LargestDecoded)
            {
                large = true;
                continue;
            }

            Span<byte> decoded = scratch.Decoded.Last(length);
            DecodeStatus status = EntryDecoder.Shared.Decode(bundle, entry, decoded);
            seen?.Invoke(status);
            if (status != DecodeStatus.Ok)
            {
                refused.Add(entry);
            }
            else
            {
                Assert.Equal(bundle.Hashes[entry], Blake3.Hash(decoded));
                Assert.True(!honest || Contents[name].AsSpan().SequenceEqual(decoded));
            }

            Span<byte> range = scratch.Decoded.Last(length / 2);
            if (EntryDecoder.Shared.DecodeRange(bundle, entry, length / 3, range) == DecodeStatus.Ok && honest)
            {
                Assert.True(Contents[name].AsSpan(length / 3, range.Length).SequenceEqual(range));
            }

            DecodeBlocks(bundle, entry, honest ? Contents[name] : null, scratch);
        }

        // The verifier decodes small entries several at a time, and has to find the same.
        if (!large && scratch.Turn++ % 4 == 0)
        {
            Assert.Equal(refused, BundleVerifier.Verify(bundle).Problems.Select(problem => problem.Entry).Order());
        }

        Assert.Equal(bundle.MissingCount, new DependencyGraph(bundle).Report().Missing.Count);
    }

    /// <summary>Decodes each block with a guard right behind its stored bytes, and another right behind the decoded ones.</summary>
    private static void DecodeBlocks(Bundle bundle, int entry, byte[]? content, Scratch scratch)
    {
        for (int i = 0; i < bundle.BlockCount(entry); i++)
        {
            BundleBlock block = bundle.Block(entry, i);
            if (block.StoredLength > LargestDecoded)
            {
                continue;
            }

            Span<byte> stored = scratch.Stored.Last(block.StoredLength);
            Span<byte> decoded = scratch.Decoded.Last(block.DecodedLength);
            Assert.Equal(DecodeStatus.Ok, bundle.ReadStored(entry, (int)(block.Offset - bundle.Offsets[entry]), stored));
            if (EntryDecoder.Shared.DecodeBlock(bundle, entry, i, stored, decoded) == DecodeStatus.Ok && content is not null)
            {
                Assert.True(content.AsSpan(block.DecodedOffset, block.DecodedLength).SequenceEqual(decoded));
            }
        }
    }

    private sealed class Scratch : IDisposable
    {
        public GuardedBuffer Decoded { get; } = new(LargestDecoded);

        public int Turn { get; set; }

        public GuardedBuffer Stored { get; } = new(LargestDecoded);

        public void Dispose()
        {
            Decoded.Dispose();
            Stored.Dispose();
        }
    }
}
