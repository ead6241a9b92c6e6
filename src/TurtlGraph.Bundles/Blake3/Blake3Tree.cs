using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// The binary tree of BLAKE3: chunks are hashed side by side, then each level of parents. Pairing neighbours level by level
/// and carrying an odd last one upwards yields just the tree of the specification, whose left side is always full.
/// </summary>
internal static unsafe class Blake3Tree
{
    /// <summary>Chunks whose chaining values are held at once: 8 KiB of stack.</summary>
    public const int GroupChunks = 256;

    private const int GroupLength = GroupChunks * Blake3Constants.ChunkLength;

    /// <summary>The root node over a whole input.</summary>
    [SkipLocalsInit]
    public static Blake3Node Root(ReadOnlySpan<byte> input, in Blake3Mode mode, Blake3Width width)
    {
        if (input.Length <= Blake3Constants.ChunkLength)
        {
            return Chunk(input, 0, in mode);
        }

        uint* values = stackalloc uint[GroupChunks * Blake3Constants.Words];
        if (input.Length <= GroupLength)
        {
            return RootOf(values, Chunks(input, 0, in mode, values, width), in mode, width);
        }

        int left = LeftLength(input.Length);
        Subtree(input[..left], 0, in mode, values, width);
        Subtree(input[left..], (ulong)(left / Blake3Constants.ChunkLength), in mode, values + Blake3Constants.Words, width);
        return Blake3Node.Parent(values, in mode);
    }

    /// <summary>
    /// Writes the chaining value (8 words) of a subtree that is not the root. The subtree starts at chunk
    /// <paramref name="counter"/> and is whole, or the last of its input.
    /// </summary>
    [SkipLocalsInit]
    public static void Subtree(ReadOnlySpan<byte> input, ulong counter, in Blake3Mode mode, uint* output, Blake3Width width)
    {
        if (input.Length <= GroupLength)
        {
            Group(input, counter, in mode, output, width);
            return;
        }

        uint* pair = stackalloc uint[16];
        int left = LeftLength(input.Length);
        Subtree(input[..left], counter, in mode, pair, width);
        Subtree(input[left..], counter + (ulong)(left / Blake3Constants.ChunkLength), in mode, pair + 8, width);
        Blake3Node.Parent(pair, in mode).WriteChainingValue(output);
    }

    /// <summary>
    /// Reduces chaining values of neighbouring subtrees to the root node over all of them. All but the last cover the same
    /// power of two of chunks. Overwrites <paramref name="values"/>; there are at least two.
    /// </summary>
    public static Blake3Node RootOf(uint* values, int count, in Blake3Mode mode, Blake3Width width)
    {
        Reduce(values, count, 2, in mode, width);
        return Blake3Node.Parent(values, in mode);
    }

    /// <summary>The last compression of a chunk of at most 1024 bytes.</summary>
    public static Blake3Node Chunk(ReadOnlySpan<byte> input, ulong counter, in Blake3Mode mode)
    {
        uint* chain = stackalloc uint[8];
        mode.CopyKey(chain);
        int whole = input.Length == 0 ? 0 : (input.Length - 1) / Blake3Constants.BlockLength;
        fixed (byte* start = input)
        {
            Blake3Row.Hash(start, whole, chain, counter, mode.Flags, Blake3Constants.ChunkStart, 0, chain);
        }

        uint flags = mode.Flags | Blake3Constants.ChunkEnd | (whole == 0 ? Blake3Constants.ChunkStart : 0);
        return new Blake3Node(chain, input[(whole * Blake3Constants.BlockLength)..], counter, flags);
    }

    [SkipLocalsInit]
    private static void Group(ReadOnlySpan<byte> input, ulong counter, in Blake3Mode mode, uint* output, Blake3Width width)
    {
        uint* values = stackalloc uint[GroupChunks * Blake3Constants.Words];
        Reduce(values, Chunks(input, counter, in mode, values, width), 1, in mode, width);
        Unsafe.CopyBlockUnaligned(output, values, Hash256.Length);
    }

    /// <summary>Writes the chaining value of each chunk of at most a group and returns their number.</summary>
    private static int Chunks(ReadOnlySpan<byte> input, ulong counter, in Blake3Mode mode, uint* values, Blake3Width width)
    {
        uint* key = stackalloc uint[Blake3Constants.Words];
        mode.CopyKey(key);
        int chunks = input.Length / Blake3Constants.ChunkLength;
        fixed (byte* start = input)
        {
            Blake3Wide.HashMany(
                start, Blake3Constants.ChunkLength, chunks, Blake3Constants.BlocksPerChunk, key, counter, 1,
                mode.Flags, Blake3Constants.ChunkStart, Blake3Constants.ChunkEnd, values, width);
        }

        ReadOnlySpan<byte> rest = input[(chunks * Blake3Constants.ChunkLength)..];
        if (rest.Length > 0 || chunks == 0)
        {
            Chunk(rest, counter + (ulong)chunks, in mode).WriteChainingValue(values + (chunks * Blake3Constants.Words));
            chunks++;
        }

        return chunks;
    }

    /// <summary>Pairs neighbours, level by level and in place, until at most <paramref name="target"/> values are left.</summary>
    private static void Reduce(uint* values, int count, int target, in Blake3Mode mode, Blake3Width width)
    {
        uint* key = stackalloc uint[Blake3Constants.Words];
        mode.CopyKey(key);
        while (count > target)
        {
            int pairs = count / 2;
            Blake3Wide.HashMany(
                (byte*)values, Blake3Constants.BlockLength, pairs, 1, key, 0, 0,
                mode.Flags | Blake3Constants.Parent, 0, 0, values, width);
            if ((count & 1) != 0)
            {
                Unsafe.CopyBlockUnaligned(
                    values + (pairs * Blake3Constants.Words), values + ((count - 1) * Blake3Constants.Words), Hash256.Length);
            }

            count = pairs + (count & 1);
        }
    }

    /// <summary>Bytes in the left subtree: the largest power of two of chunks that leaves at least a byte to the right.</summary>
    private static int LeftLength(int length) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)((length + Blake3Constants.ChunkLength - 1) / Blake3Constants.ChunkLength))
            / 2 * Blake3Constants.ChunkLength;
}
