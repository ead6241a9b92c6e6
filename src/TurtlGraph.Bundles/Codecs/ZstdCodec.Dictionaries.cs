namespace TurtlGraph.Bundles;

/// <content>Trained dictionaries (RFC 8878, section 5), trained by the library's own trainer.</content>
public sealed unsafe partial class ZstdCodec : IDictionaryCodec
{
    byte[]? IDictionaryCodec.Train(ReadOnlySpan<byte> samples, ReadOnlySpan<int> lengths, int capacity)
    {
        var train = (delegate* unmanaged<byte*, nuint, byte*, nuint*, uint, nuint>)_library.Function("ZDICT_trainFromBuffer");
        var isError = (delegate* unmanaged<nuint, uint>)_library.Function("ZDICT_isError");
        if (train == null || isError == null)
        {
            return null;
        }

        var sizes = new nuint[lengths.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = (nuint)lengths[i];
        }

        var dictionary = new byte[capacity];
        fixed (byte* to = dictionary, from = samples)
        fixed (nuint* size = sizes)
        {
            nuint length = train(to, (nuint)capacity, from, size, (uint)sizes.Length);
            return isError(length) != 0 || length == 0 ? null : dictionary[..(int)length];
        }
    }

    CodecDictionary? IDictionaryCodec.LoadForCompressing(ReadOnlySpan<byte> dictionary, int level)
    {
        var create = (delegate* unmanaged<byte*, nuint, int, nint>)_library.Function("ZSTD_createCDict");
        fixed (byte* bytes = dictionary)
        {
            return create == null || _compressWith == null
                ? null
                : Loaded(create(bytes, (nuint)dictionary.Length, LevelOf(level)), "ZSTD_freeCDict");
        }
    }

    CodecDictionary? IDictionaryCodec.LoadForDecoding(ReadOnlySpan<byte> dictionary)
    {
        var create = (delegate* unmanaged<byte*, nuint, nint>)_library.Function("ZSTD_createDDict");
        fixed (byte* bytes = dictionary)
        {
            return create == null || _decompressWith == null
                ? null
                : Loaded(create(bytes, (nuint)dictionary.Length), "ZSTD_freeDDict");
        }
    }

    int IDictionaryCodec.Compress(ReadOnlySpan<byte> source, Span<byte> destination, CodecDictionary dictionary)
    {
        void* context = _compressors.Value!.Pointer;
        fixed (byte* from = source, to = destination)
        {
            nuint written = _compressWith(context, to, (nuint)destination.Length, from, (nuint)source.Length, dictionary.Pointer);
            return _isError(written) != 0 ? 0 : (int)written;
        }
    }

    bool IDictionaryCodec.Decompress(ReadOnlySpan<byte> source, Span<byte> destination, CodecDictionary dictionary)
    {
        void* context = _decoders.Value!.Pointer;
        fixed (byte* from = source, to = destination)
        {
            nuint written = _decompressWith(context, to, (nuint)destination.Length, from, (nuint)source.Length, dictionary.Pointer);
            return _isError(written) == 0 && written == (nuint)destination.Length;
        }
    }

    private CodecDictionary? Loaded(nint pointer, string free) =>
        pointer == 0 ? null : new CodecDictionary(NativeContext.Adopt(pointer, _library.Function(free)));
}
