namespace TurtlGraph.Bundles.Tests;

public sealed class EntryDecoderTests : IDisposable
{
    private const int BlockSize = 4096;
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, byte[]> _contents;
    private readonly Bundle _bundle;

    public EntryDecoderTests()
    {
        _contents = new()
        {
            ["raw"] = Samples.Noise(30_000, 1),
            ["packed"] = Samples.Text(50_001, 2),
            ["mixed"] = [.. Samples.Text(BlockSize, 3), .. Samples.Noise(BlockSize, 4), .. Samples.Text(77, 5)],
            ["small"] = Samples.Text(700, 6),
            ["one"] = Samples.Text(BlockSize, 7),
        };
        Samples.Pack(_folder["d.turtl"], _contents.Select(pair => Samples.Item(pair.Key, pair.Value)), new() { BlockSize = BlockSize });
        _bundle = Bundle.Open(_folder["d.turtl"]);
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [CodecFact]
    public void What_does_not_gain_is_stored_as_it_is_by_entry_and_by_block()
    {
        Assert.Equal(CodecId.None, _bundle[Entry("raw")].Codec);
        Assert.Equal(_contents["raw"], Samples.Stored(_bundle, Entry("raw")));
        Assert.NotEqual(CodecId.None, _bundle[Entry("packed")].Codec);
        Assert.Equal(3, _bundle[Entry("mixed")].BlockCount);
        Assert.NotEqual(CodecId.None, _bundle.Block(Entry("mixed"), 0).Codec);
        Assert.Equal(CodecId.None, _bundle.Block(Entry("mixed"), 1).Codec);
        Assert.Equal(1, _bundle[Entry("one")].BlockCount);
    }

    [Fact]
    public void Any_range_decodes_to_the_same_bytes()
    {
        var random = new Random(11);
        foreach ((string name, byte[] content) in _contents)
        {
            for (int i = 0; i < 40; i++)
            {
                int offset = random.Next(content.Length + 1);
                var range = new byte[random.Next(content.Length - offset + 1)];
                Assert.Equal(DecodeStatus.Ok, EntryDecoder.Shared.DecodeRange(_bundle, Entry(name), offset, range));
                Assert.Equal(content[offset..(offset + range.Length)], range);
            }
        }
    }

    [Fact]
    public void A_range_outside_the_entry_is_a_wrong_length()
    {
        int entry = Entry("small");
        Assert.Equal(DecodeStatus.WrongLength, EntryDecoder.Shared.DecodeRange(_bundle, entry, -1, new byte[1]));
        Assert.Equal(DecodeStatus.WrongLength, EntryDecoder.Shared.DecodeRange(_bundle, entry, 700, new byte[1]));
        Assert.Equal(DecodeStatus.WrongLength, EntryDecoder.Shared.DecodeRange(_bundle, entry, int.MaxValue, new byte[1]));
    }

    [Fact]
    public void Stored_bytes_or_a_destination_of_another_length_are_refused()
    {
        int entry = Entry("packed");
        ReadOnlySpan<byte> stored = Samples.Stored(_bundle, entry);
        var destination = new byte[_bundle.DecodedLengths[entry]];
        Assert.Equal(DecodeStatus.WrongLength, EntryDecoder.Shared.Decode(_bundle, entry, stored[..^1], destination));
        Assert.Equal(DecodeStatus.WrongLength, EntryDecoder.Shared.Decode(_bundle, entry, stored, destination.AsSpan(1)));
    }

    [Fact]
    public void Bytes_read_straight_to_their_place_are_verified_there()
    {
        int entry = Entry("raw");
        byte[] bytes = Samples.Stored(_bundle, entry);
        Assert.Equal(DecodeStatus.Ok, EntryDecoder.Verify(_bundle, entry, bytes));
        Assert.Equal(DecodeStatus.WrongLength, EntryDecoder.Verify(_bundle, entry, bytes.AsSpan(1)));
        bytes[^1] ^= 1;
        Assert.Equal(DecodeStatus.HashMismatch, EntryDecoder.Verify(_bundle, entry, bytes));
    }

    [Fact]
    public void Every_flipped_bit_of_every_entry_is_noticed()
    {
        var random = new Random(12);
        foreach (string name in _contents.Keys)
        {
            int entry = Entry(name);
            byte[] stored = Samples.Stored(_bundle, entry);
            var destination = new byte[_bundle.DecodedLengths[entry]];
            for (int i = 0; i < 200; i++)
            {
                int at = random.Next(stored.Length);
                byte bit = (byte)(1 << random.Next(8));
                stored[at] ^= bit;
                DecodeStatus status = EntryDecoder.Shared.Decode(_bundle, entry, stored, destination);
                stored[at] ^= bit;

                // A codec may have bits that do not matter; then the right bytes come out.
                Assert.True(
                    status is DecodeStatus.CorruptPayload or DecodeStatus.HashMismatch
                    || (status == DecodeStatus.Ok && destination.AsSpan().SequenceEqual(_contents[name])));
            }
        }
    }

    [Fact]
    public void Reading_and_decoding_allocates_nothing_once_warm()
    {
        int entry = Entry("packed");
        var destination = new byte[_bundle.DecodedLengths[entry]];
        byte[] stored = Samples.Stored(_bundle, entry);
        EntryDecoder.Shared.Decode(_bundle, entry, stored, destination);
        EntryDecoder.Shared.Decode(_bundle, entry, destination);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            EntryDecoder.Shared.Decode(_bundle, entry, stored, destination);
            EntryDecoder.Shared.Decode(_bundle, entry, destination);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Many_threads_decode_at_once() => Parallel.For(0, 200, i =>
    {
        (string name, byte[] content) = _contents.ElementAt(i % _contents.Count);
        Assert.Equal(content, Samples.Decode(_bundle, Entry(name)));
    });

    [CodecFact]
    public void A_missing_library_is_a_status_and_leaves_what_is_stored_raw_usable()
    {
        var decoder = new EntryDecoder(new CodecRegistry(new ZstdCodec("libno-such-zstd.so.9"), new Lz4Codec("libno-such-lz4.so.9")));
        int packed = Entry("packed");
        int raw = Entry("raw");
        var destination = new byte[_bundle.DecodedLengths[packed]];
        Assert.Equal(DecodeStatus.CodecUnavailable, decoder.Decode(_bundle, packed, Samples.Stored(_bundle, packed), destination));
        destination = new byte[_bundle.DecodedLengths[raw]];
        Assert.Equal(DecodeStatus.Ok, decoder.Decode(_bundle, raw, Samples.Stored(_bundle, raw), destination));
    }

    private int Entry(string name)
    {
        Assert.True(_bundle.TryFind(name, out int entry));
        return entry;
    }
}
