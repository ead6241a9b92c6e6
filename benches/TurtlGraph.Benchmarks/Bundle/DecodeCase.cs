using System.IO.Compression;
using System.Runtime.InteropServices;
using TurtlGraph.Bundles;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// The blocks of a bundle decoded through the codec of the registry, through the verifying decoder, and by the native function
/// alone, all into the same buffer.
/// </summary>
internal sealed unsafe class DecodeCase : IDisposable
{
    private const int Length = 256 * 1024;
    private const int Count = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-bench-").FullName;
    private readonly Bundle _bundle;
    private readonly ICodec _codec;
    private readonly byte* _destination = (byte*)NativeMemory.AlignedAlloc(Length, 64);
    private readonly void* _context;
    private readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, nuint> _zstd;
    private readonly delegate* unmanaged<byte*, byte*, int, int, int> _lz4;
    private readonly delegate* unmanaged<nuint, byte*, nuint*, byte*, int> _brotli;
    private readonly ZlibLibrary? _zlib;

    public DecodeCase(CodecId id)
    {
        _codec = CodecRegistry.Default.Get(id);
        var builder = new BundleBuilder(new BundleBuilderOptions
        {
            Codec = Enum.Parse<BundleCodecChoice>(id.ToString()),
        });
        for (var i = 0; i < Count; i++)
        {
            builder.Add(new BundleItem { Name = $"mesh {i}", Content = SampleBlocks.Mesh(Length, i) });
        }

        var path = Path.Combine(_folder, "decode.turtl");
        builder.Write(path);
        _bundle = Bundle.Open(path, new BundleOpenOptions { Tables = TablePlacement.Mapped });
        _zlib = id == CodecId.Deflate ? new ZlibLibrary(SystemLibrary.UsualNames("z", 1)) : null;
        if (id == CodecId.Brotli)
        {
            var library = NativeLibrary.Load("libSystem.IO.Compression.Native", typeof(BrotliStream).Assembly, DllImportSearchPath.AssemblyDirectory);
            _brotli = (delegate* unmanaged<nuint, byte*, nuint*, byte*, int>)NativeLibrary.GetExport(library, "BrotliDecoderDecompress");
        }
        else if (id == CodecId.Zstd)
        {
            var library = new SystemLibrary(id, "libzstd1", SystemLibrary.UsualNames("zstd", 1));
            _context = ((delegate* unmanaged<void*>)library.Function("ZSTD_createDCtx"))();
            _zstd = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, nuint>)library.Function("ZSTD_decompressDCtx");
        }
        else if (id == CodecId.Lz4)
        {
            var library = new SystemLibrary(id, "liblz4-1", SystemLibrary.UsualNames("lz4", 1));
            _lz4 = (delegate* unmanaged<byte*, byte*, int, int, int>)library.Function("LZ4_decompress_safe");
        }
    }

    /// <summary>Bytes a run decodes.</summary>
    public static long Bytes => (long)Length * Count;

    public void ThroughCodec()
    {
        for (var i = 0; i < Count; i++)
        {
            Check(_codec.Decompress(_bundle.StoredBytes(i), new Span<byte>(_destination, Length)));
        }
    }

    public void Verified()
    {
        for (var i = 0; i < Count; i++)
        {
            Check(EntryDecoder.Shared.Decode(_bundle, i, _bundle.StoredBytes(i), new Span<byte>(_destination, Length)) == DecodeStatus.Ok);
        }
    }

    public void Native()
    {
        for (var i = 0; i < Count; i++)
        {
            var stored = _bundle.StoredBytes(i);
            fixed (byte* from = stored)
            {
                Check(Native(from, stored.Length));
            }
        }
    }

    private bool Native(byte* from, int length)
    {
        if (_zstd != null)
        {
            return _zstd(_context, _destination, Length, from, (nuint)length) == Length;
        }

        if (_lz4 != null)
        {
            return _lz4(from, _destination, length, Length) == Length;
        }

        if (_brotli != null)
        {
            nuint decoded = Length;
            return _brotli((nuint)length, from, &decoded, _destination) == 1 && decoded == Length;
        }

        // One call of inflate on a context that is reset; there is nothing barer.
        return _zlib!.Decompress(new ReadOnlySpan<byte>(from, length), new Span<byte>(_destination, Length));
    }

    public void Dispose()
    {
        _bundle.Dispose();
        NativeMemory.AlignedFree(_destination);
        Directory.Delete(_folder, recursive: true);
    }

    private static void Check(bool decoded)
    {
        if (!decoded)
        {
            throw new InvalidDataException("A block did not decode.");
        }
    }
}
