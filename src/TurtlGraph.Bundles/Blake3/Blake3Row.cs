using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TurtlGraph.Bundles;

/// <summary>
/// The BLAKE3 compression of one input: the sixteen state words as four rows of 128 bits, so that the four column mixes of a
/// round run side by side, then the four diagonal ones. For inputs too short to hash several chunks at once.
/// </summary>
internal static unsafe class Blake3Row
{
    /// <summary>
    /// Compresses whole blocks of one input from the chaining value <paramref name="key"/>; <paramref name="output"/> may be the same.
    /// </summary>
    public static void Hash(
        byte* input, int blocks, uint* key, ulong counter, uint flags, uint startFlags, uint endFlags, uint* output)
    {
        uint* chain = stackalloc uint[Blake3Constants.Words];
        Unsafe.CopyBlockUnaligned(chain, key, Hash256.Length);
        for (int block = 0; block < blocks; block++)
        {
            uint blockFlags = flags | (block == 0 ? startFlags : 0) | (block == blocks - 1 ? endFlags : 0);
            Compress(chain, (uint*)(input + (block * Blake3Constants.BlockLength)), counter, Blake3Constants.BlockLength, blockFlags, null);
        }

        Unsafe.CopyBlockUnaligned(output, chain, Hash256.Length);
    }

    /// <summary>
    /// One compression: <paramref name="chain"/> becomes the next chaining value. When <paramref name="extended"/> is given it
    /// receives the second half of the sixteen output words.
    /// </summary>
    public static void Compress(uint* chain, uint* message, ulong counter, uint length, uint flags, uint* extended)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            Blake3Kernel<ScalarLanes, uint>.Compress(chain, message, (uint)counter, (uint)(counter >> 32), length, flags, extended);
            return;
        }

        Vector128<uint> chain0 = Vector128.Load(chain);
        Vector128<uint> chain1 = Vector128.Load(chain + 4);
        Vector128<uint> a = chain0;
        Vector128<uint> b = chain1;
        Vector128<uint> c = Vector128.LoadUnsafe(in MemoryMarshal.GetReference(Blake3Constants.InitialVector));
        Vector128<uint> d = Vector128.Create((uint)counter, (uint)(counter >> 32), length, flags);

        ref byte order = ref MemoryMarshal.GetReference(Blake3Constants.Schedule);
        for (int round = 0; round < 7; round++)
        {
            Mix(ref a, ref b, ref c, ref d, Gather(message, ref order, 0), Gather(message, ref order, 1));
            b = Vector128.Shuffle(b, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(3u, 0, 1, 2));
            Mix(ref a, ref b, ref c, ref d, Gather(message, ref order, 8), Gather(message, ref order, 9));
            b = Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0));
            order = ref Unsafe.Add(ref order, 16);
        }

        if (extended != null)
        {
            (c ^ chain0).Store(extended);
            (d ^ chain1).Store(extended + 4);
        }

        (a ^ c).Store(chain);
        (b ^ d).Store(chain + 4);
    }

    /// <summary>Every other message word from position <paramref name="at"/> of the round's order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Gather(uint* message, ref byte order, int at) => Vector128.Create(
        message[Unsafe.Add(ref order, at)], message[Unsafe.Add(ref order, at + 2)],
        message[Unsafe.Add(ref order, at + 4)], message[Unsafe.Add(ref order, at + 6)]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d,
        Vector128<uint> first, Vector128<uint> second)
    {
        a = a + b + first;
        d = Lanes128.RotateRight16(d ^ a);
        c += d;
        b = Lanes128.RotateRight12(b ^ c);
        a = a + b + second;
        d = Lanes128.RotateRight8(d ^ a);
        c += d;
        b = Lanes128.RotateRight7(b ^ c);
    }
}
