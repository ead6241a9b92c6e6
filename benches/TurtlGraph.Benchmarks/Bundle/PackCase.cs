using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>Packing contents from memory, hashing and writing included, against compressing the same blocks and nothing else.</summary>
internal sealed class PackCase : IDisposable
{
    private const int Length = 1 << 20;
    private const int Count = 48;
    private const int BlockSize = 256 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
    private readonly byte[][] _contents = new byte[Count][];
    private readonly byte[][] _rooms;
    private readonly ICodec _codec = CodecRegistry.Default.Get(CodecId.Zstd);

    public PackCase()
    {
        for (var i = 0; i < Count; i++)
        {
            _contents[i] = SampleBlocks.Mesh(Length, 1000 + i);
        }

        _rooms = new byte[Environment.ProcessorCount][];
        for (var i = 0; i < _rooms.Length; i++)
        {
            _rooms[i] = new byte[_codec.MaxCompressedLength(BlockSize)];
        }
    }

    /// <summary>Bytes a run packs.</summary>
    public static long Bytes => (long)Length * Count;

    public void Pack()
    {
        var builder = new BundleBuilder(new BundleBuilderOptions { Codec = BundleCodecChoice.Zstd, BlockSize = BlockSize });
        for (var i = 0; i < Count; i++)
        {
            builder.Add(new BundleItem { Name = $"mesh {i}", Content = _contents[i] });
        }

        builder.Write(Path.Combine(_folder, "pack.turtl"));
    }

    /// <summary>Every block through the compressor, on as many threads, results thrown away.</summary>
    public void CompressOnly()
    {
        var next = -1;
        var threads = new Thread[_rooms.Length];
        for (var t = 0; t < threads.Length; t++)
        {
            var room = _rooms[t];
            threads[t] = new Thread(() =>
            {
                int block;
                while ((block = Interlocked.Increment(ref next)) < Bytes / BlockSize)
                {
                    var content = _contents[block / (Length / BlockSize)];
                    _codec.Compress(content.AsSpan(block % (Length / BlockSize) * BlockSize, BlockSize), room, 0);
                }
            });
            threads[t].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
