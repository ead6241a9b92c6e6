using System.Collections.Concurrent;

namespace TurtlGraph.Bundles;

/// <content>Trained dictionaries that small entries are decoded with. Each is prepared once, at its first use.</content>
public sealed unsafe partial class Bundle
{
    private readonly ConcurrentDictionary<(IDictionaryCodec Codec, int Dictionary), CodecDictionary?> _loaded = new();

    /// <summary>Trained dictionaries.</summary>
    public int DictionaryCount => _tables.Header.DictionaryCount;

    /// <summary>The bytes of a dictionary, in place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dictionary.</exception>
    public ReadOnlySpan<byte> Dictionary(int dictionary)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)dictionary, (uint)DictionaryCount, nameof(dictionary));
        return _tables.Dictionaries.Utf8(dictionary);
    }

    /// <summary>The dictionary an entry is decoded with, or -1.</summary>
    public int DictionaryOf(int entry)
    {
        Check(entry);
        return _tables.DictionaryOf(entry);
    }

    /// <summary>A dictionary as a codec works with it; <see langword="null"/> when the codec refuses it.</summary>
    internal CodecDictionary? Loaded(IDictionaryCodec codec, int dictionary)
    {
        if (_loaded.TryGetValue((codec, dictionary), out CodecDictionary? loaded))
        {
            return loaded;
        }

        lock (_loaded)
        {
            return _loaded.TryGetValue((codec, dictionary), out loaded)
                ? loaded
                : _loaded[(codec, dictionary)] = codec.LoadForDecoding(Dictionary(dictionary));
        }
    }

    private void FreeDictionaries()
    {
        foreach (CodecDictionary? dictionary in _loaded.Values)
        {
            dictionary?.Dispose();
        }

        _loaded.Clear();
    }
}
