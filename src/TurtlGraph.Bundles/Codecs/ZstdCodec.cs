using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Bundles;

/// <summary>Zstandard frames through the system's libzstd, levels 1 to 19.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Threads may be inside the contexts; each frees itself when its thread is gone.")]
public sealed unsafe partial class ZstdCodec : ICodec
{
    private const int MaxLevel = 19;

    private readonly SystemLibrary _library;
    private readonly ThreadLocal<NativeContext> _compressors;
    private readonly ThreadLocal<NativeContext> _decoders;
    private readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, int, nuint> _compress;
    private readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, nuint> _decompress;
    private readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, void*, nuint> _compressWith;
    private readonly delegate* unmanaged<void*, byte*, nuint, byte*, nuint, void*, nuint> _decompressWith;
    private readonly delegate* unmanaged<nuint, uint> _isError;

    /// <summary>Uses the library under its usual name.</summary>
    public ZstdCodec() : this(SystemLibrary.UsualNames("zstd", 1)) { }

    /// <summary>Uses the library under one of the given names or paths.</summary>
    public ZstdCodec(params string[] libraryNames)
    {
        _library = new SystemLibrary(CodecId.Zstd, "libzstd1", libraryNames);
        _compress = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, int, nuint>)_library.Function("ZSTD_compressCCtx");
        _decompress = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, nuint>)_library.Function("ZSTD_decompressDCtx");
        _compressWith = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, void*, nuint>)_library.Function("ZSTD_compress_usingCDict");
        _decompressWith = (delegate* unmanaged<void*, byte*, nuint, byte*, nuint, void*, nuint>)_library.Function("ZSTD_decompress_usingDDict");
        _isError = (delegate* unmanaged<nuint, uint>)_library.Function("ZSTD_isError");
        nint createCompressor = _library.Function("ZSTD_createCCtx");
        nint freeCompressor = _library.Function("ZSTD_freeCCtx");
        nint createDecoder = _library.Function("ZSTD_createDCtx");
        nint freeDecoder = _library.Function("ZSTD_freeDCtx");
        IsAvailable = _compress != null && _decompress != null && _isError != null
            && createCompressor != 0 && freeCompressor != 0 && createDecoder != 0 && freeDecoder != 0;
        _compressors = new ThreadLocal<NativeContext>(() => NativeContext.Create(createCompressor, freeCompressor));
        _decoders = new ThreadLocal<NativeContext>(() => NativeContext.Create(createDecoder, freeDecoder));
    }

    /// <inheritdoc/>
    public CodecId Id => CodecId.Zstd;

    /// <inheritdoc/>
    public string Name => "zstd";

    /// <inheritdoc/>
    public bool IsAvailable { get; }

    /// <inheritdoc/>
    public int DefaultLevel => 3;

    /// <inheritdoc/>
    public void ThrowIfUnavailable()
    {
        if (!IsAvailable)
        {
            throw _library.Missing();
        }
    }

    /// <inheritdoc/>
    public int MaxCompressedLength(int length) => checked(length + (length >> 8) + 64);

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        ThrowIfUnavailable();
        void* context = _compressors.Value!.Pointer;
        fixed (byte* from = source, to = destination)
        {
            nuint written = _compress(context, to, (nuint)destination.Length, from, (nuint)source.Length, LevelOf(level));
            return _isError(written) != 0 ? 0 : (int)written;
        }
    }

    /// <inheritdoc/>
    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ThrowIfUnavailable();
        void* context = _decoders.Value!.Pointer;
        fixed (byte* from = source, to = destination)
        {
            nuint written = _decompress(context, to, (nuint)destination.Length, from, (nuint)source.Length);
            return _isError(written) == 0 && written == (nuint)destination.Length;
        }
    }

    private int LevelOf(int level) => Math.Clamp(level == 0 ? DefaultLevel : level, 1, MaxLevel);
}
