using System.Runtime.CompilerServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// Hashes inputs of different lengths side by side: each lane has its own length, counter and flags. A lane that has come to
/// its end keeps its value while the longer ones go on.
/// </summary>
internal static unsafe class Blake3LaneKernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int CacheLine = 64;

    /// <summary>Writes the chaining value (or the digest, with the root flag) of each lane.</summary>
    /// <param name="lanes">The lanes; those of about the same length together cost least.</param>
    /// <param name="count">How many, 1 to the width of the vectors.</param>
    /// <param name="key">Eight words: the chaining value every lane starts from.</param>
    /// <param name="flags">Flags of every block.</param>
    /// <param name="startFlags">Further flags of the first block.</param>
    /// <param name="endFlags">Further flags of the last block.</param>
    [SkipLocalsInit]
    public static void Hash(Blake3Lane* lanes, int count, uint* key, uint flags, uint startFlags, uint endFlags)
    {
        int width = TLanes.Count;
        byte** rows = stackalloc byte*[width];
        byte* padded = stackalloc byte[width * Blake3Constants.BlockLength];
        uint* words = stackalloc uint[width * 5];
        var step = new Step
        {
            Rows = rows, Padded = padded,
            Low = words, High = words + width, Lengths = words + (width * 2), Flags = words + (width * 3), Live = words + (width * 4),
        };
        int most = 1;
        int least = Blake3Constants.BlocksPerChunk;
        for (int i = 0; i < width; i++)
        {
            ref Blake3Lane lane = ref lanes[i < count ? i : count - 1];
            most = Math.Max(most, lane.Blocks);
            least = Math.Min(least, lane.Blocks);
            words[i] = (uint)lane.Counter;
            words[width + i] = (uint)(lane.Counter >> 32);
            PadTail(in lane, padded + (i * Blake3Constants.BlockLength));
        }

        byte* scratch = stackalloc byte[(32 * sizeof(TVector)) + CacheLine];
        TVector* message = (TVector*)(((nuint)scratch + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        TVector* chain = message + 16;
        TVector* before = chain + 8;
        for (int i = 0; i < 8; i++)
        {
            chain[i] = TLanes.Broadcast(key[i]);
        }

        TVector low = TLanes.Load(step.Low);
        TVector high = TLanes.Load(step.High);
        for (int block = 0; block < most; block++)
        {
            // In between, every lane has a whole block with the same flags.
            if (block <= 1 || block >= least - 1)
            {
                Prepare(lanes, count, block, flags | (block == 0 ? startFlags : 0), endFlags, in step);
            }

            TLanes.LoadBlocks(rows, block * Blake3Constants.BlockLength, message);
            bool someEnded = block >= least;
            if (someEnded)
            {
                Unsafe.CopyBlockUnaligned(before, chain, (uint)(8 * sizeof(TVector)));
            }

            Blake3Kernel<TLanes, TVector>.Compress(
                chain, message, low, high, TLanes.Load(step.Lengths), TLanes.Load(step.Flags), null);
            if (someEnded)
            {
                TVector live = TLanes.Load(step.Live);
                for (int i = 0; i < 8; i++)
                {
                    chain[i] = TLanes.Select(live, chain[i], before[i]);
                }
            }
        }

        Store(chain, lanes, count);
    }

    /// <summary>What every lane takes in this step: where its block lies, how long it is, its flags, and whether it still goes on.</summary>
    private static void Prepare(Blake3Lane* lanes, int count, int block, uint flags, uint endFlags, in Step step)
    {
        int offset = block * Blake3Constants.BlockLength;
        for (int i = 0; i < TLanes.Count; i++)
        {
            ref Blake3Lane lane = ref lanes[i < count ? i : count - 1];
            int rest = lane.Length - offset;
            bool last = block == lane.Blocks - 1;
            bool live = block < lane.Blocks;
            step.Lengths[i] = (uint)Math.Clamp(rest, 0, Blake3Constants.BlockLength);
            step.Flags[i] = flags | (last ? endFlags | lane.LastFlags : 0);
            step.Live[i] = live ? uint.MaxValue : 0;
            step.Rows[i] = rest >= Blake3Constants.BlockLength ? lane.Data : step.Padded + (i * Blake3Constants.BlockLength) - offset;
        }
    }

    /// <summary>Copies the last block of a lane, if it is not whole, and fills it up with zeros.</summary>
    private static void PadTail(in Blake3Lane lane, byte* block)
    {
        int tail = lane.Length % Blake3Constants.BlockLength;
        if (tail == 0 && lane.Length > 0)
        {
            return;
        }

        new Span<byte>(block + tail, Blake3Constants.BlockLength - tail).Clear();
        new ReadOnlySpan<byte>(lane.Data + lane.Length - tail, tail).CopyTo(new Span<byte>(block, tail));
    }

    [SkipLocalsInit]
    private static void Store(TVector* chain, Blake3Lane* lanes, int count)
    {
        uint* all = stackalloc uint[TLanes.Count * Blake3Constants.Words];
        TLanes.StoreChainingValues(chain, all);
        for (int i = 0; i < count; i++)
        {
            Unsafe.CopyBlockUnaligned(lanes[i].Output, all + (i * Blake3Constants.Words), Hash256.Length);
        }
    }

    private ref struct Step
    {
        public byte** Rows;
        public byte* Padded;
        public uint* Low;
        public uint* High;
        public uint* Lengths;
        public uint* Flags;
        public uint* Live;
    }
}
