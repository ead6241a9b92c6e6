using System.IO.Compression;

namespace TurtlGraph.Bundles;

/// <summary>
/// Raw Deflate streams (RFC 1951), levels 1 to 9: through the system's zlib where there is one, without managed allocations;
/// else through the framework, whose <see cref="DeflateStream"/> cannot be used twice and so costs about 220 managed bytes a
/// block. Thread-safe.
/// </summary>
public sealed unsafe class DeflateCodec : ICodec
{
    private const int MaxLevel = 9;

    [ThreadStatic]
    private static BlockStream? s_block;

    private readonly ZlibLibrary _zlib;

    /// <summary>Uses zlib under its usual name.</summary>
    public DeflateCodec() : this(SystemLibrary.UsualNames("z", 1)) { }

    /// <summary>Uses zlib under one of the given names or paths, and the framework when there is none.</summary>
    public DeflateCodec(params string[] libraryNames) => _zlib = new ZlibLibrary(libraryNames);

    /// <inheritdoc/>
    public CodecId Id => CodecId.Deflate;

    /// <inheritdoc/>
    public string Name => "deflate";

    /// <inheritdoc/>
    public bool IsAvailable => true;

    /// <inheritdoc/>
    public int DefaultLevel => 6;

    /// <summary>Whether the system's zlib does the work, not the framework.</summary>
    public bool UsesSystemLibrary => _zlib.IsAvailable;

    /// <inheritdoc/>
    public void ThrowIfUnavailable()
    {
        // The framework is always there.
    }

    /// <inheritdoc/>
    public int MaxCompressedLength(int length) => checked(length + (length >> 10) + 64);

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        level = Math.Clamp(level == 0 ? DefaultLevel : level, 1, MaxLevel);
        if (_zlib.IsAvailable)
        {
            return _zlib.Compress(source, destination, level);
        }

        fixed (byte* to = destination)
        {
            BlockStream block = s_block ??= new BlockStream();
            block.Place(to, destination.Length);
            using (var deflate = new DeflateStream(block, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
            {
                deflate.Write(source);
            }

            return block.Overflowed ? 0 : (int)block.Position;
        }
    }

    /// <inheritdoc/>
    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (_zlib.IsAvailable)
        {
            return _zlib.Decompress(source, destination);
        }

        fixed (byte* from = source)
        {
            BlockStream block = s_block ??= new BlockStream();
            block.Place(from, source.Length);
            using var inflate = new DeflateStream(block, CompressionMode.Decompress, leaveOpen: true);
            try
            {
                byte beyond = 0;
                return inflate.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) == destination.Length
                    && inflate.Read(new Span<byte>(ref beyond)) == 0;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }
}
