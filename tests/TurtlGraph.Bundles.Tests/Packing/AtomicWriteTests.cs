namespace TurtlGraph.Bundles.Tests;

public sealed class AtomicWriteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Contents_that_fail_half_way_leave_the_old_bundle_whole_and_nothing_else()
    {
        Samples.Pack(_folder["w.turtl"], Samples.Mixed());
        byte[] before = File.ReadAllBytes(_folder["w.turtl"]);
        PackException error = Assert.Throws<PackException>(() => Samples.Pack(_folder["w.turtl"],
        [
            Samples.Item("a", Samples.Noise(1_000_000, 1)),
            new() { Name = "bad one", OpenStream = () => new FailingStream() },
            Samples.Item("z", Samples.Noise(1_000_000, 2)),
        ]));
        Assert.Contains("bad one", error.Message, StringComparison.Ordinal);
        Assert.Contains("the cable was pulled", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["w.turtl"]));
        Assert.Equal([_folder["w.turtl"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_function_that_throws_is_named_and_leaves_nothing()
    {
        PackException error = Assert.Throws<PackException>(() => Samples.Pack(
            _folder["w.turtl"], [new() { Name = "made up", LoadBytes = () => throw new InvalidOperationException("no idea") }]));
        Assert.Contains("made up", error.Message, StringComparison.Ordinal);
        Assert.Contains("no idea", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        PackException error = Assert.Throws<PackException>(() => Samples.Pack(
            _folder["w.turtl"], [new() { Name = "x", FilePath = _folder["gone.png"] }]));
        Assert.Contains("gone.png", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_codec_that_fails_on_a_worker_thread_fails_the_pack_and_leaves_nothing()
    {
        var options = new BundleBuilderOptions { Codecs = new CodecRegistry(new FailingCodec()) };
        BundleItem[] readOnce = [.. Enumerable.Range(0, 50).Select(i => new BundleItem { Name = $"{i}", LoadBytes = () => Samples.Text(5000, i) })];
        BundleItem[] sampled = [.. Enumerable.Range(0, 50).Select(i => Samples.Item($"{i}", Samples.Text(5000, i)))];
        foreach (BundleItem[] items in new[] { readOnce, sampled })
        {
            PackException error = Assert.Throws<PackException>(() => Samples.Pack(_folder["w.turtl"], items, options));
            Assert.Contains("the codec gave up", error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public void A_folder_in_the_place_of_the_bundle_is_a_clear_error()
    {
        Directory.CreateDirectory(_folder["w.turtl"]);
        PackException error = Assert.Throws<PackException>(() => Samples.Pack(_folder["w.turtl"], Samples.Mixed()));
        Assert.Contains("it is a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_a_clear_error_that_names_the_file()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        // Every write to this device ends with "no space left".
        PackException error = Assert.Throws<PackException>(() =>
        {
            using var file = AtomicFile.Over(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.Write, 0), _folder["w.turtl"]);
            file.Write(new byte[100_000]);
        });
        Assert.Contains("w.turtl", error.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_a_dead_process_left_is_deleted_and_what_a_living_one_writes_is_not()
    {
        string dead = _folder.Write("w.turtl.tmp-0123456789ab", "half a bundle");
        string[] others =
        [
            _folder.Write("w.turtl.tmp-notes", "mine"), _folder.Write("v.turtl.tmp-0123456789ab", "of another bundle"), _folder.Write("w.turtl.tmp-0123456789abc", "longer"),
        ];
        string living = _folder["w.turtl.tmp-ba9876543210"];
        using (new FileStream(living, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            Samples.Pack(_folder["w.turtl"], Samples.Mixed());
            Assert.Equal([.. others.Append(living).Append(_folder["w.turtl"]).Order(StringComparer.Ordinal)], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
        }

        Assert.False(File.Exists(dead));
        Samples.Pack(_folder["w.turtl"], Samples.Mixed());
        Assert.False(File.Exists(living));
    }

    [UnixFact]
    public void A_disk_that_runs_full_at_any_point_leaves_the_old_bundle_whole()
    {
        using SmallDisk? disk = SmallDisk.TryMake(megabytes: 4);
        if (disk is null)
        {
            return;
        }

        string path = Path.Combine(disk.Path, "w.turtl");
        Samples.Pack(path, Samples.Mixed());
        byte[] before = File.ReadAllBytes(path);
        foreach (int length in (int[])[(4 << 20) - before.Length, 4 << 20, 5_000_000, 20_000_000])
        {
            // In one payload and in many, within the write buffer and far beyond it.
            PackException error = Assert.Throws<PackException>(() => Samples.Pack(
                path, Enumerable.Range(0, 10).Select(i => Samples.Item($"{i}", Samples.Noise(length / 10, i)))));
            Assert.Contains("w.turtl", error.Message, StringComparison.Ordinal);
            Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
            Assert.Equal([path], Directory.GetFiles(disk.Path));
            Assert.Equal(before, File.ReadAllBytes(path));
        }
    }

    private sealed class FailingStream : MemoryStream
    {
        private int _reads;

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)_reads);
            return _reads++ < 5 ? buffer.Length : throw new IOException("the cable was pulled");
        }
    }

    private sealed class FailingCodec : ICodec
    {
        public CodecId Id => CodecId.Zstd;

        public string Name => "failing";

        public bool IsAvailable => true;

        public int DefaultLevel => 1;

        public void ThrowIfUnavailable()
        {
        }

        public int MaxCompressedLength(int length) => length;

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level) =>
            throw new InvalidDataException("the codec gave up");

        public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => false;
    }
}
