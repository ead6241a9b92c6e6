using System.Diagnostics.CodeAnalysis;

namespace TurtlGraph.Bundles;

/// <summary>Raw Deflate through the system's zlib, with a compressor and a decoder a thread.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Threads may be inside the contexts; each frees itself when its thread is gone.")]
internal sealed unsafe class ZlibLibrary
{
    private const int Ok = 0;
    private const int StreamEnd = 1;
    private const int Finish = 4;
    private const int Deflated = 8;

    /// <summary>Window of 32 KiB; negative for a stream without header and checksum.</summary>
    private const int RawWindow = -15;
    private const int MemoryLevel = 8;

    private readonly delegate* unmanaged<byte*> _version;
    private readonly delegate* unmanaged<ZlibStream*, int, int, int, int, int, byte*, int, int> _deflateInit;
    private readonly delegate* unmanaged<ZlibStream*, int, int> _deflate;
    private readonly delegate* unmanaged<ZlibStream*, int> _deflateReset;
    private readonly delegate* unmanaged<ZlibStream*, int> _deflateEnd;
    private readonly delegate* unmanaged<ZlibStream*, int, byte*, int, int> _inflateInit;
    private readonly delegate* unmanaged<ZlibStream*, int, int> _inflate;
    private readonly delegate* unmanaged<ZlibStream*, int> _inflateReset;
    private readonly delegate* unmanaged<ZlibStream*, int> _inflateEnd;
    private readonly ThreadLocal<ZlibContext> _decoders;
    private readonly ThreadLocal<ZlibContext> _compressors;

    public ZlibLibrary(params string[] libraryNames)
    {
        var library = new SystemLibrary(CodecId.Deflate, "zlib1g", libraryNames);
        _version = (delegate* unmanaged<byte*>)library.Function("zlibVersion");
        _deflateInit = (delegate* unmanaged<ZlibStream*, int, int, int, int, int, byte*, int, int>)library.Function("deflateInit2_");
        _deflate = (delegate* unmanaged<ZlibStream*, int, int>)library.Function("deflate");
        _deflateReset = (delegate* unmanaged<ZlibStream*, int>)library.Function("deflateReset");
        _deflateEnd = (delegate* unmanaged<ZlibStream*, int>)library.Function("deflateEnd");
        _inflateInit = (delegate* unmanaged<ZlibStream*, int, byte*, int, int>)library.Function("inflateInit2_");
        _inflate = (delegate* unmanaged<ZlibStream*, int, int>)library.Function("inflate");
        _inflateReset = (delegate* unmanaged<ZlibStream*, int>)library.Function("inflateReset");
        _inflateEnd = (delegate* unmanaged<ZlibStream*, int>)library.Function("inflateEnd");
        IsAvailable = _version != null && _deflateInit != null && _deflate != null && _deflateReset != null && _deflateEnd != null
            && _inflateInit != null && _inflate != null && _inflateReset != null && _inflateEnd != null;
        _decoders = new ThreadLocal<ZlibContext>(NewDecoder);
        _compressors = new ThreadLocal<ZlibContext>();
    }

    public bool IsAvailable { get; }

    /// <summary>Compresses a block; 0 when it does not fit.</summary>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, int level)
    {
        if (_compressors.Value is not { } context || context.Level != level)
        {
            _compressors.Value = context = NewCompressor(level);
        }

        ZlibStream* stream = context.Stream;
        fixed (byte* from = source, to = destination)
        {
            Check(_deflateReset(stream));
            Place(stream, from, source.Length, to, destination.Length);
            return _deflate(stream, Finish) == StreamEnd ? destination.Length - (int)stream->AvailableOut : 0;
        }
    }

    /// <summary>Decodes a block; false when it is corrupt or has another length.</summary>
    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ZlibStream* stream = _decoders.Value!.Stream;
        fixed (byte* from = source, to = destination)
        {
            Check(_inflateReset(stream));
            Place(stream, from, source.Length, to, destination.Length);
            return _inflate(stream, Finish) == StreamEnd && stream->AvailableOut == 0;
        }
    }

    private static void Place(ZlibStream* stream, byte* from, int fromLength, byte* to, int toLength)
    {
        stream->NextIn = from;
        stream->AvailableIn = (uint)fromLength;
        stream->NextOut = to;
        stream->AvailableOut = (uint)toLength;
    }

    private ZlibContext NewDecoder()
    {
        var context = new ZlibContext(_inflateEnd, 0);
        Check(_inflateInit(context.Stream, RawWindow, _version(), sizeof(ZlibStream)));
        return context;
    }

    private ZlibContext NewCompressor(int level)
    {
        var context = new ZlibContext(_deflateEnd, level);
        Check(_deflateInit(context.Stream, level, Deflated, RawWindow, MemoryLevel, 0, _version(), sizeof(ZlibStream)));
        return context;
    }

    private static void Check(int result)
    {
        if (result != Ok)
        {
            throw new InsufficientMemoryException($"zlib could not prepare its working memory (error {result}).");
        }
    }
}
