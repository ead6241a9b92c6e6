using System.Numerics;

namespace TurtlGraph.Bundles.Tests;

public sealed class PackingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_items_give_the_same_bytes_in_any_order_and_on_any_number_of_threads()
    {
        // Large ones too: a compressor's context must not remember what it compressed before.
        IEnumerable<BundleItem> large = Enumerable.Range(0, 12).Select(i => Samples.Item($"large/{i}", Samples.Text(150_000 + i, i)));
        BundleItem[] items = [.. Samples.Mixed(), .. large, .. Enumerable.Range(0, 300).Select(i => Samples.Item($"n/{i}", Samples.Text(i * 37, i % 60)))];
        Samples.Pack(_folder["a.turtl"], items, new() { Threads = 1, BlockSize = 2048 });
        Samples.Pack(_folder["b.turtl"], items.Reverse(), new() { Threads = 7, BlockSize = 2048 });
        Samples.Pack(_folder["c.turtl"], items, new() { BlockSize = 2048 });
        Samples.Pack(_folder["d.turtl"], items, new() { Threads = 1 });
        Samples.Pack(_folder["e.turtl"], items.Reverse(), new() { Threads = 5 });
        Assert.Equal(File.ReadAllBytes(_folder["a.turtl"]), File.ReadAllBytes(_folder["b.turtl"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.turtl"]), File.ReadAllBytes(_folder["c.turtl"]));
        Assert.Equal(File.ReadAllBytes(_folder["d.turtl"]), File.ReadAllBytes(_folder["e.turtl"]));
    }

    [CodecFact]
    public void Equal_contents_are_stored_once()
    {
        byte[] small = Samples.Noise(900, 1);
        byte[] blocks = Samples.Noise(10_000, 2);
        byte[] full = Samples.Text(4096, 3);
        PackReport report = Samples.Pack(
            _folder["d.turtl"],
            Enumerable.Range(0, 12).Select(i => Samples.Item($"{i}", i % 3 == 0 ? small : i % 3 == 1 ? blocks : full)),
            new() { BlockSize = 4096 });
        Assert.Equal(3, report.UniqueContents);
        Assert.Equal(3, report.Blocks);
        using Bundle bundle = Bundle.Open(_folder["d.turtl"]);
        Assert.Equal(3, bundle.Offsets.ToArray().Distinct().Count());
        Assert.True(bundle.PayloadLength < 4096 * 5);
        Assert.True(BundleVerifier.Verify(bundle).IsOk);
    }

    [Fact]
    public void Contents_come_from_memory_files_functions_and_streams_alike()
    {
        byte[] content = Samples.Text(9999, 1);
        string file = _folder.Write("in.bin", content);
        PackReport report = Samples.Pack(_folder["s.turtl"],
        [
            new() { Name = "memory", Content = content },
            new() { Name = "file", FilePath = file },
            new() { Name = "function", LoadBytes = () => content },
            new() { Name = "stream", OpenStream = () => new TrickleStream(content) },
        ], new() { BlockSize = 1024 });
        Assert.Equal(4, report.Entries);
        Assert.Equal(1, report.UniqueContents);
        Assert.Equal(4 * 9999, report.DecodedBytes);
        using Bundle bundle = Bundle.Open(_folder["s.turtl"]);
        Assert.All(Enumerable.Range(0, 4), entry => Assert.Equal(content, Samples.Decode(bundle, entry)));
    }

    [Fact]
    public void Neighbours_in_the_world_are_neighbours_in_the_file_and_what_has_no_place_is_last()
    {
        var items = new List<BundleItem>();
        for (int x = 0; x < 16; x++)
        {
            for (int z = 0; z < 16; z++)
            {
                items.Add(new() { Name = $"{x},{z}", Content = Samples.Noise(64, (x * 16) + z), Position = new Vector3(x * 10, 0, z * 10) });
            }
        }

        items.Add(Samples.Item("no place", Samples.Noise(64, 999)));
        Samples.Pack(_folder["m.turtl"], items);
        using Bundle bundle = Bundle.Open(_folder["m.turtl"]);
        int[] order = bundle.PayloadOrder.ToArray();
        Assert.Equal("no place", bundle.Name(order[^1]));
        for (int quarter = 0; quarter < 4; quarter++)
        {
            Vector3[] places = [.. order[(quarter * 64)..((quarter + 1) * 64)].Select(entry => bundle[entry].Position)];
            Assert.True(places.Max(p => p.X) - places.Min(p => p.X) <= 70);
            Assert.True(places.Max(p => p.Z) - places.Min(p => p.Z) <= 70);
        }
    }

    [Fact]
    public void Progress_ends_with_everything_done()
    {
        var seen = new List<PackProgress>();
        var builder = new BundleBuilder();
        builder.AddRange(Samples.Mixed());
        builder.Write(_folder["p.turtl"], new Immediate(seen));
        Assert.Equal(Samples.Mixed().Length, seen.Count);
        Assert.Equal(seen[^1].EntriesTotal, seen[^1].EntriesDone);
        Assert.Equal(seen[^1].BytesTotal, seen[^1].BytesRead);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("a/../b")]
    [InlineData("/absolute")]
    [InlineData("C:/drive")]
    [InlineData("c:drive")]
    [InlineData("..\\up")]
    [InlineData("\\\\server\\share")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a/./b")]
    [InlineData("nul\0byte")]
    [InlineData("line\nbreak")]
    [InlineData("")]
    [InlineData("..")]
    public void A_name_that_could_lead_out_of_a_folder_is_refused(string name)
    {
        PackException error = Assert.Throws<PackException>(() => new BundleBuilder().Add(Samples.Item(name, [1])));
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_unicode_is_refused() =>
        Assert.Throws<PackException>(() => new BundleBuilder().Add(Samples.Item("lone" + (char)0xD800 + "surrogate", [1])));

    [Fact]
    public void An_item_that_makes_no_sense_is_refused_with_its_name()
    {
        var builder = new BundleBuilder();
        builder.Add(Samples.Item("x", [1]));
        Assert.Contains("'x'", Assert.Throws<PackException>(() => builder.Add(Samples.Item("./x", [1]))).Message, StringComparison.Ordinal);
        Assert.Throws<PackException>(() => builder.Add(new() { Name = "none" }));
        Assert.Throws<PackException>(() => builder.Add(new() { Name = "two", Content = new byte[1], FilePath = "f" }));
        Assert.Throws<PackException>(() => builder.Add(new() { Name = "lod", Content = new byte[1], Lod = 256 }));
        Assert.Throws<PackException>(() => builder.Add(new() { Name = "r", Content = new byte[1], Radius = float.NaN }));
        Assert.Throws<PackException>(() => builder.Add(new() { Name = "p", Content = new byte[1], Position = new Vector3(0, float.PositiveInfinity, 0) }));
        Assert.Throws<PackException>(() => builder.Add(new() { Name = "t", Content = new byte[1], Type = "" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BundleBuilder(new() { BlockSize = 3000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BundleBuilder(new() { BlockSize = 512 }));
    }

    private sealed class Immediate(List<PackProgress> seen) : IProgress<PackProgress>
    {
        public void Report(PackProgress value) => seen.Add(value);
    }

    /// <summary>Hands out a few bytes a read and does not know its length.</summary>
    private sealed class TrickleStream(byte[] content) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int take = Math.Min(Math.Min(buffer.Length, 100), content.Length - _at);
            content.AsSpan(_at, take).CopyTo(buffer);
            _at += take;
            return take;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
