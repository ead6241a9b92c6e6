using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Bundles;

/// <summary>
/// Hashes many short inputs side by side: the chunks of all of them share the lanes of the vectors, then each level of their
/// trees does. One short input alone leaves most lanes empty.
/// </summary>
internal static unsafe class Blake3Batch
{
    /// <summary>Inputs of so many chunks and more fill the vectors on their own.</summary>
    private const int LongChunks = 32;

    /// <summary>Chunks that are gathered at once.</summary>
    private const int GroupChunks = 128;

    /// <summary>Writes the digest of each input.</summary>
    public static void Hash(Blake3Input* inputs, int count, Hash256* digests, in Blake3Mode mode, Blake3Width width)
    {
        int first = 0;
        while (first < count)
        {
            int chunks = 0;
            int end = first;
            while (end < count && ChunksOf(inputs[end].Length) < LongChunks && chunks + ChunksOf(inputs[end].Length) <= GroupChunks)
            {
                chunks += ChunksOf(inputs[end++].Length);
            }

            if (end > first + 1)
            {
                HashGroup(inputs + first, end - first, chunks, digests + first, in mode, width);
            }
            else
            {
                end = first + 1;
                var input = new ReadOnlySpan<byte>(inputs[first].Start, inputs[first].Length);
                Blake3Tree.Root(input, in mode, width).WriteRoot(new Span<byte>(digests + first, Hash256.Length));
            }

            first = end;
        }
    }

    [SkipLocalsInit]
    private static void HashGroup(Blake3Input* inputs, int count, int chunks, Hash256* digests, in Blake3Mode mode, Blake3Width width)
    {
        Debug.Assert(count <= chunks && chunks <= GroupChunks, "every input has a chunk");
        Blake3Lane* lanes = stackalloc Blake3Lane[GroupChunks];
        uint* values = stackalloc uint[GroupChunks * Blake3Constants.Words];
        uint* key = stackalloc uint[Blake3Constants.Words];
        mode.CopyKey(key);
        PlaceChunks(inputs, count, lanes, values, digests);
        Run(lanes, chunks, key, mode.Flags, Blake3Constants.ChunkStart, Blake3Constants.ChunkEnd, width);
        Reduce(inputs, count, lanes, values, digests, key, mode.Flags | Blake3Constants.Parent, width);
    }

    /// <summary>A lane for each chunk, the longest first, so that lanes of one step end together.</summary>
    private static void PlaceChunks(Blake3Input* inputs, int count, Blake3Lane* lanes, uint* values, Hash256* digests)
    {
        int* next = stackalloc int[Blake3Constants.BlocksPerChunk + 1];
        new Span<int>(next, Blake3Constants.BlocksPerChunk + 1).Clear();
        for (int i = 0; i < count; i++)
        {
            int whole = ChunksOf(inputs[i].Length) - 1;
            next[Blake3Constants.BlocksPerChunk] += whole;
            next[Blake3Lane.BlocksOf(inputs[i].Length - (whole * Blake3Constants.ChunkLength))]++;
        }

        int at = 0;
        for (int blocks = Blake3Constants.BlocksPerChunk; blocks > 0; blocks--)
        {
            (next[blocks], at) = (at, at + next[blocks]);
        }

        for (int i = 0; i < count; i++)
        {
            int chunks = ChunksOf(inputs[i].Length);
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                int offset = chunk * Blake3Constants.ChunkLength;
                int length = Math.Min(Blake3Constants.ChunkLength, inputs[i].Length - offset);
                lanes[next[Blake3Lane.BlocksOf(length)]++] = new Blake3Lane
                {
                    Data = inputs[i].Start + offset,
                    Output = chunks == 1 ? (uint*)(digests + i) : values,
                    Counter = (ulong)chunk,
                    Length = length,
                    LastFlags = chunks == 1 ? Blake3Constants.Root : 0,
                };
                values += Blake3Constants.Words;
            }
        }
    }

    /// <summary>Pairs neighbours in all trees at once, level by level, until each is down to its root.</summary>
    [SkipLocalsInit]
    private static void Reduce(
        Blake3Input* inputs, int count, Blake3Lane* lanes, uint* values, Hash256* digests, uint* key, uint flags, Blake3Width width)
    {
        byte* left = stackalloc byte[GroupChunks];
        for (int i = 0; i < count; i++)
        {
            left[i] = (byte)ChunksOf(inputs[i].Length);
        }

        while (true)
        {
            int parents = 0;
            uint* value = values;
            for (int i = 0; i < count; value += ChunksOf(inputs[i].Length) * Blake3Constants.Words, i++)
            {
                for (int pair = 0; pair < left[i] / 2; pair++)
                {
                    lanes[parents++] = new Blake3Lane
                    {
                        Data = (byte*)(value + (pair * 2 * Blake3Constants.Words)),
                        Output = left[i] == 2 ? (uint*)(digests + i) : value + (pair * Blake3Constants.Words),
                        Length = Blake3Constants.BlockLength,
                        LastFlags = left[i] == 2 ? Blake3Constants.Root : 0,
                    };
                }
            }

            if (parents == 0)
            {
                return;
            }

            // A parent's place is behind the pairs that were read before it, so the level may overwrite itself.
            Run(lanes, parents, key, flags, 0, 0, width);
            CarryOdd(inputs, count, values, left);
        }
    }

    /// <summary>Moves the value without a neighbour of every tree behind its parents.</summary>
    private static void CarryOdd(Blake3Input* inputs, int count, uint* values, byte* left)
    {
        for (int i = 0; i < count; i++)
        {
            int pairs = left[i] / 2;
            if ((left[i] & 1) != 0 && pairs > 0)
            {
                Unsafe.CopyBlockUnaligned(
                    values + (pairs * Blake3Constants.Words), values + ((left[i] - 1) * Blake3Constants.Words), Hash256.Length);
            }

            left[i] = (byte)((left[i] + 1) / 2);
            values += ChunksOf(inputs[i].Length) * Blake3Constants.Words;
        }
    }

    private static void Run(
        Blake3Lane* lanes, int count, uint* key, uint flags, uint startFlags, uint endFlags, Blake3Width width)
    {
        while (count > 0)
        {
            int batch = Math.Min(count, (int)width);
            if (batch > 8 && width >= Blake3Width.Vector512 && Avx512F.IsSupported)
            {
                Blake3LaneKernel<Lanes512, Vector512<uint>>.Hash(lanes, batch, key, flags, startFlags, endFlags);
            }
            else if (batch > 4 && width >= Blake3Width.Vector256 && Avx2.IsSupported)
            {
                Blake3LaneKernel<Lanes256, Vector256<uint>>.Hash(lanes, batch, key, flags, startFlags, endFlags);
            }
            else if (batch > 1 && width >= Blake3Width.Vector128)
            {
                Blake3LaneKernel<Lanes128, Vector128<uint>>.Hash(lanes, batch, key, flags, startFlags, endFlags);
            }
            else
            {
                batch = 1;
                Blake3LaneKernel<ScalarLanes, uint>.Hash(lanes, 1, key, flags, startFlags, endFlags);
            }

            lanes += batch;
            count -= batch;
        }
    }

    private static int ChunksOf(int length) => length == 0 ? 1 : (int)(((long)length + Blake3Constants.ChunkLength - 1) / Blake3Constants.ChunkLength);
}
