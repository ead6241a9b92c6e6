using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// The BLAKE3 compression function over several equally long inputs at once, written once for every vector width.
/// </summary>
internal static unsafe class Blake3Kernel<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int CacheLine = 64;

    /// <summary>
    /// Compresses <paramref name="blocks"/> whole blocks of each input and writes one chaining value (8 words) an input.
    /// Only the first <paramref name="count"/> rows are read and written; at most the width of the vectors.
    /// </summary>
    /// <param name="rows">Where each input starts.</param>
    /// <param name="count">Inputs, 1 to the number of lanes.</param>
    /// <param name="blocks">Blocks of 64 bytes an input.</param>
    /// <param name="key">Eight words: the chaining value every input starts from.</param>
    /// <param name="counter">Counter of the first input.</param>
    /// <param name="step">What the counter grows by from input to input, 0 or 1.</param>
    /// <param name="flags">Flags of every block.</param>
    /// <param name="startFlags">Further flags of the first block.</param>
    /// <param name="endFlags">Further flags of the last block.</param>
    /// <param name="output">Room for <paramref name="count"/> chaining values; may be where the inputs are.</param>
    [SkipLocalsInit]
    public static void HashMany(
        byte** rows, int count, int blocks, uint* key, ulong counter, uint step,
        uint flags, uint startFlags, uint endFlags, uint* output)
    {
        int lanes = TLanes.Count;
        byte** all = stackalloc byte*[lanes];
        uint* counterLow = stackalloc uint[lanes];
        uint* counterHigh = stackalloc uint[lanes];
        for (int i = 0; i < lanes; i++)
        {
            ulong value = counter + ((ulong)i * step);
            all[i] = rows[i < count ? i : count - 1];
            counterLow[i] = (uint)value;
            counterHigh[i] = (uint)(value >> 32);
        }

        // A vector that straddles a cache line costs two loads, and every block loads each message vector seven times.
        byte* scratch = stackalloc byte[(24 * sizeof(TVector)) + CacheLine];
        TVector* message = (TVector*)(((nuint)scratch + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        TVector* chain = message + 16;
        for (int i = 0; i < 8; i++)
        {
            chain[i] = TLanes.Broadcast(key[i]);
        }

        TVector low = TLanes.Load(counterLow);
        TVector high = TLanes.Load(counterHigh);
        for (int block = 0; block < blocks; block++)
        {
            uint blockFlags = flags | (block == 0 ? startFlags : 0) | (block == blocks - 1 ? endFlags : 0);
            TLanes.LoadBlocks(all, block * Blake3Constants.BlockLength, message);
            Compress(chain, message, low, high, TLanes.Broadcast(Blake3Constants.BlockLength), TLanes.Broadcast(blockFlags), null);
        }

        Store(chain, count, output);
    }

    /// <summary>
    /// One compression: <paramref name="chain"/> becomes the next chaining value. When <paramref name="extended"/> is given
    /// it receives the second half of the sixteen output words.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compress(
        TVector* chain, TVector* message, TVector counterLow, TVector counterHigh, TVector length, TVector flags, TVector* extended)
    {
        ReadOnlySpan<uint> iv = Blake3Constants.InitialVector;
        TVector v0 = chain[0], v1 = chain[1], v2 = chain[2], v3 = chain[3];
        TVector v4 = chain[4], v5 = chain[5], v6 = chain[6], v7 = chain[7];
        TVector v8 = TLanes.Broadcast(iv[0]), v9 = TLanes.Broadcast(iv[1]);
        TVector v10 = TLanes.Broadcast(iv[2]), v11 = TLanes.Broadcast(iv[3]);
        TVector v12 = counterLow, v13 = counterHigh, v14 = length, v15 = flags;

        ref byte order = ref MemoryMarshal.GetReference(Blake3Constants.Schedule);
        for (int round = 0; round < 7; round++)
        {
            Mix(ref v0, ref v4, ref v8, ref v12, message, ref order, 0);
            Mix(ref v1, ref v5, ref v9, ref v13, message, ref order, 2);
            Mix(ref v2, ref v6, ref v10, ref v14, message, ref order, 4);
            Mix(ref v3, ref v7, ref v11, ref v15, message, ref order, 6);
            Mix(ref v0, ref v5, ref v10, ref v15, message, ref order, 8);
            Mix(ref v1, ref v6, ref v11, ref v12, message, ref order, 10);
            Mix(ref v2, ref v7, ref v8, ref v13, message, ref order, 12);
            Mix(ref v3, ref v4, ref v9, ref v14, message, ref order, 14);
            order = ref Unsafe.Add(ref order, 16);
        }

        if (extended != null)
        {
            extended[0] = TLanes.Xor(v8, chain[0]);
            extended[1] = TLanes.Xor(v9, chain[1]);
            extended[2] = TLanes.Xor(v10, chain[2]);
            extended[3] = TLanes.Xor(v11, chain[3]);
            extended[4] = TLanes.Xor(v12, chain[4]);
            extended[5] = TLanes.Xor(v13, chain[5]);
            extended[6] = TLanes.Xor(v14, chain[6]);
            extended[7] = TLanes.Xor(v15, chain[7]);
        }

        chain[0] = TLanes.Xor(v0, v8);
        chain[1] = TLanes.Xor(v1, v9);
        chain[2] = TLanes.Xor(v2, v10);
        chain[3] = TLanes.Xor(v3, v11);
        chain[4] = TLanes.Xor(v4, v12);
        chain[5] = TLanes.Xor(v5, v13);
        chain[6] = TLanes.Xor(v6, v14);
        chain[7] = TLanes.Xor(v7, v15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref TVector a, ref TVector b, ref TVector c, ref TVector d, TVector* message, ref byte order, int at)
    {
        a = TLanes.Add(TLanes.Add(a, b), message[Unsafe.Add(ref order, at)]);
        d = TLanes.RotateRight16(TLanes.Xor(d, a));
        c = TLanes.Add(c, d);
        b = TLanes.RotateRight12(TLanes.Xor(b, c));
        a = TLanes.Add(TLanes.Add(a, b), message[Unsafe.Add(ref order, at + 1)]);
        d = TLanes.RotateRight8(TLanes.Xor(d, a));
        c = TLanes.Add(c, d);
        b = TLanes.RotateRight7(TLanes.Xor(b, c));
    }

    [SkipLocalsInit]
    private static void Store(TVector* chain, int count, uint* output)
    {
        if (count == TLanes.Count)
        {
            TLanes.StoreChainingValues(chain, output);
            return;
        }

        uint* all = stackalloc uint[TLanes.Count * Blake3Constants.Words];
        TLanes.StoreChainingValues(chain, all);
        Unsafe.CopyBlockUnaligned(output, all, (uint)(count * Hash256.Length));
    }
}
