using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Bundles;

/// <summary>
/// LZ4 blocks through the system's liblz4. Levels 1 and 2 are the fast compressor, 3 to 12 the high-compression one; decoding
/// has one speed.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Threads may be inside the contexts; each frees itself when its thread is gone.")]
public sealed unsafe class Lz4Codec : ICodec
{
    private const int FirstHighLevel = 3;
    private const int MaxLevel = 12;

    private readonly SystemLibrary _library;
    private readonly ThreadLocal<NativeContext> _states;
    private readonly delegate* unmanaged<byte*, byte*, int, int, int> _decompress;
    private readonly delegate* unmanaged<void*, byte*, byte*, int, int, int, int> _compressFast;
    private readonly delegate* unmanaged<void*, byte*, byte*, int, int, int, int> _compressHigh;
    private readonly int _stateSize;

    /// <summary>Uses the library under its usual name.</summary>
    public Lz4Codec() : this(SystemLibrary.UsualNames("lz4", 1)) { }

    /// <summary>Uses the library under one of the given names or paths.</summary>
    public Lz4Codec(params string[] libraryNames)
    {
        _library = new SystemLibrary(CodecId.Lz4, "liblz4-1", libraryNames);
        _decompress = (delegate* unmanaged<byte*, byte*, int, int, int>)_library.Function("LZ4_decompress_safe");
        _compressFast = (delegate* unmanaged<void*, byte*, byte*, int, int, int, int>)_library.Function("LZ4_compress_fast_extState");
        _compressHigh = (delegate* unmanaged<void*, byte*, byte*, int, int, int, int>)_library.Function("LZ4_compress_HC_extStateHC");
        var sizeFast = (delegate* unmanaged<int>)_library.Function("LZ4_sizeofState");
        var sizeHigh = (delegate* unmanaged<int>)_library.Function("LZ4_sizeofStateHC");
        IsAvailable = _decompress != null && _compressFast != null && _compressHigh != null && sizeFast != null && sizeHigh != null;
        _stateSize = IsAvailable ? Math.Max(sizeFast(), sizeHigh()) : 0;
        _states = new ThreadLocal<NativeContext>(() => NativeContext.Allocate(_stateSize));
    }

    /// <inheritdoc/>
    public CodecId Id => CodecId.Lz4;

    /// <inheritdoc/>
    public string Name => "lz4";

    /// <inheritdoc/>
    public bool IsAvailable { get; }

    /// <inheritdoc/>
    public int DefaultLevel => 4;

    /// <inheritdoc/>
    public void ThrowIfUnavailable()
    {
        if (!IsAvailable)
        {
            throw _library.Missing();
        }
    }

    /// <inheritdoc/>
    public int MaxCompressedLength(int length) => checked(length + (length / 255) + 16);

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        ThrowIfUnavailable();
        level = Math.Clamp(level == 0 ? DefaultLevel : level, 1, MaxLevel);
        void* state = _states.Value!.Pointer;
        fixed (byte* from = source, to = destination)
        {
            int written = level < FirstHighLevel
                ? _compressFast(state, from, to, source.Length, destination.Length, 1)
                : _compressHigh(state, from, to, source.Length, destination.Length, level);
            return Math.Max(written, 0);
        }
    }

    /// <inheritdoc/>
    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ThrowIfUnavailable();
        fixed (byte* from = source, to = destination)
        {
            return _decompress(from, to, source.Length, destination.Length) == destination.Length;
        }
    }
}
