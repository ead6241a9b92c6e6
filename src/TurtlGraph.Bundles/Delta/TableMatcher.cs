using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>
/// Finds runs of bytes of a new table region in an old one, shifted by any number of bytes, after the rolling search of rsync
/// (Tridgell and Mackerras, "The rsync algorithm", 1996): chunks of the old bytes are known by a hash that rolls over the new ones.
/// </summary>
internal sealed class TableMatcher
{
    /// <summary>Shorter runs are not worth a step.</summary>
    private const int MinChunk = 64;

    /// <summary>Chunks are longer in a large region, so that memory stays below some 40 MB.</summary>
    private const int MaxChunks = 1 << 20;

    /// <summary>Odd, so that every byte of the window reaches the top bits.</summary>
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly Dictionary<ulong, int> _chunks = [];
    private readonly int _chunk;
    private readonly ulong _leaving;

    public TableMatcher(ReadOnlySpan<byte> old)
    {
        _chunk = Math.Max(MinChunk, (int)BitOperations.RoundUpToPowerOf2((uint)(old.Length / MaxChunks)));
        _leaving = 1;
        for (int i = 0; i < _chunk; i++)
        {
            _leaving *= Multiplier;
        }

        for (int at = 0; at <= old.Length - _chunk; at += _chunk)
        {
            _chunks.TryAdd(HashOf(old.Slice(at, _chunk)), at);
        }
    }

    /// <summary>
    /// The first run of <paramref name="bytes"/> that <paramref name="old"/> has too: where it starts in each, and its length;
    /// false when there is none.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> old, out int start, out int source, out int length)
    {
        (start, source, length) = (0, 0, 0);
        if (bytes.Length < _chunk)
        {
            return false;
        }

        ulong hash = HashOf(bytes[.._chunk]);
        for (int at = 0; ; at++)
        {
            if (_chunks.TryGetValue(hash, out int candidate) && bytes.Slice(at, _chunk).SequenceEqual(old.Slice(candidate, _chunk)))
            {
                int before = CommonEnd(bytes[..at], old[..candidate]);
                start = at - before;
                source = candidate - before;
                length = bytes[start..].CommonPrefixLength(old[source..]);
                return true;
            }

            if (at + _chunk >= bytes.Length)
            {
                return false;
            }

            hash = (hash * Multiplier) + bytes[at + _chunk] - (_leaving * bytes[at]);
        }
    }

    private static ulong HashOf(ReadOnlySpan<byte> chunk)
    {
        ulong hash = 0;
        foreach (byte value in chunk)
        {
            hash = (hash * Multiplier) + value;
        }

        return hash;
    }

    private static int CommonEnd(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int length = 0;
        while (length < left.Length && length < right.Length && left[^(length + 1)] == right[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
