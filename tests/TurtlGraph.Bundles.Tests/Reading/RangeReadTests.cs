namespace TurtlGraph.Bundles.Tests;

/// <summary>A range read reads, decodes and verifies the blocks it touches and no other.</summary>
public sealed class RangeReadTests : IDisposable
{
    private const int BlockSize = 4096;
    private const int Blocks = 100;
    private readonly TempFolder _folder = new();
    private readonly byte[] _content = Samples.Text((Blocks * BlockSize) - 100, 1);
    private readonly CountingCodec _codec = new();
    private readonly EntryDecoder _decoder;
    private readonly CountingFile _file;
    private readonly Bundle _bundle;

    public RangeReadTests()
    {
        Samples.Pack(_folder["r.turtl"], [Samples.Item("x", _content)], new() { BlockSize = BlockSize, Codec = BundleCodecChoice.Brotli });
        _decoder = new EntryDecoder(new CodecRegistry(_codec));
        _file = new CountingFile(BundleFile.Open(_folder["r.turtl"], BundleOpenOptions.Default));
        _bundle = Bundle.Open(_file, "r.turtl");
        Assert.Equal(Blocks, _bundle.BlockCount(0));
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(BlockSize - 1, 1, 1)]
    [InlineData(BlockSize - 1, 2, 2)]
    [InlineData(BlockSize * 50, BlockSize, 1)]
    [InlineData((BlockSize * 50) + 1, BlockSize, 2)]
    [InlineData((Blocks * BlockSize) - 101, 1, 1)]
    [InlineData(7, 0, 0)]
    public void Only_touched_blocks_are_read_and_decoded(int offset, int length, int blocks)
    {
        int first = offset / BlockSize;
        long stored = Enumerable.Range(first, blocks).Sum(block => (long)_bundle.Block(0, block).StoredLength);
        var range = new byte[length];
        (_codec.Decoded, _file.BytesRead) = (0, 0);
        Assert.Equal(DecodeStatus.Ok, _decoder.DecodeRange(_bundle, 0, offset, range));
        Assert.Equal(_content[offset..(offset + length)], range);
        Assert.Equal(blocks, _codec.Decoded);
        Assert.Equal(stored, _file.BytesRead);
    }

    [Fact]
    public void A_range_is_verified_without_the_rest_whose_bytes_may_be_wrong()
    {
        BundleBlock touched = _bundle.Block(0, 40);
        _file.Spoil = offset => offset != touched.Offset;
        var range = new byte[100];
        Assert.Equal(DecodeStatus.Ok, _decoder.DecodeRange(_bundle, 0, (40 * BlockSize) + 5, range));
        Assert.Equal(_content[((40 * BlockSize) + 5)..((40 * BlockSize) + 105)], range);
        Assert.NotEqual(DecodeStatus.Ok, _decoder.DecodeRange(_bundle, 0, (41 * BlockSize) + 5, range));
        _file.Spoil = offset => offset == touched.Offset;
        Assert.NotEqual(DecodeStatus.Ok, _decoder.DecodeRange(_bundle, 0, (40 * BlockSize) + 5, range));
    }

    private sealed class CountingCodec : ICodec
    {
        private readonly BrotliCodec _codec = new();

        public int Decoded { get; set; }

        public CodecId Id => CodecId.Brotli;

        public string Name => "counting";

        public bool IsAvailable => true;

        public int DefaultLevel => 1;

        public void ThrowIfUnavailable()
        {
        }

        public int MaxCompressedLength(int length) => _codec.MaxCompressedLength(length);

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level) => _codec.Compress(source, destination, level);

        public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            Decoded++;
            return _codec.Decompress(source, destination);
        }
    }

    private sealed unsafe class CountingFile(BundleFile file) : BundleFile
    {
        public long BytesRead { get; set; }

        /// <summary>Reads at such offsets give wrong bytes.</summary>
        public Func<long, bool> Spoil { get; set; } = _ => false;

        public override long Length => file.Length;

        public override TurtlGraph.Memory.MappedFile? Map => file.Map;

        public override BundleHeader ReadHeader() => file.ReadHeader();

        public override byte* PlaceTables(long offset, long length) => file.PlaceTables(offset, length);

        public override bool TrySpan(long offset, int length, out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            return false;
        }

        public override TurtlGraph.Memory.MappedReadStatus TryRead(long offset, Span<byte> destination)
        {
            BytesRead += destination.Length;
            TurtlGraph.Memory.MappedReadStatus status = file.TryRead(offset, destination);
            if (Spoil(offset))
            {
                destination[destination.Length / 2] ^= 0x55;
            }

            return status;
        }

        public override void Dispose() => file.Dispose();
    }
}
