using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Bundles;

/// <summary>Hashes any number of equally long inputs, with the widest vectors that fit their number and the machine.</summary>
internal static unsafe class Blake3Wide
{
    /// <summary>The widest vectors this machine has.</summary>
    public static Blake3Width Best { get; } = Detect();

    /// <summary>Whether this machine can run a width.</summary>
    public static bool IsSupported(Blake3Width width) => width <= Best;

    /// <summary>
    /// Compresses <paramref name="count"/> inputs of <paramref name="blocks"/> blocks that lie <paramref name="stride"/> bytes
    /// apart. The output may overlap the input as long as it does not run ahead of it.
    /// </summary>
    [SkipLocalsInit]
    public static void HashMany(
        byte* input, nint stride, int count, int blocks, uint* key, ulong counter, uint step,
        uint flags, uint startFlags, uint endFlags, uint* output, Blake3Width width)
    {
        byte** rows = stackalloc byte*[(int)Blake3Width.Vector512];
        while (count > 0)
        {
            int batch = Math.Min(count, (int)width);
            for (int i = 0; i < batch; i++)
            {
                rows[i] = input + (i * stride);
            }

            HashBatch(rows, batch, blocks, key, counter, step, flags, startFlags, endFlags, output, width);
            input += batch * stride;
            output += batch * Blake3Constants.Words;
            counter += (ulong)batch * step;
            count -= batch;
        }
    }

    /// <summary>One batch of at most <paramref name="width"/> inputs; half-empty wide vectors cost more than full narrow ones.</summary>
    public static void HashBatch(
        byte** rows, int count, int blocks, uint* key, ulong counter, uint step,
        uint flags, uint startFlags, uint endFlags, uint* output, Blake3Width width)
    {
        if (count > 8 && width >= Blake3Width.Vector512 && Avx512F.IsSupported)
        {
            Blake3Kernel<Lanes512, Vector512<uint>>.HashMany(
                rows, count, blocks, key, counter, step, flags, startFlags, endFlags, output);
        }
        else if (count > 4 && width >= Blake3Width.Vector256 && Avx2.IsSupported)
        {
            Blake3Kernel<Lanes256, Vector256<uint>>.HashMany(
                rows, count, blocks, key, counter, step, flags, startFlags, endFlags, output);
        }
        else if (count > 1 && width >= Blake3Width.Vector128)
        {
            Blake3Kernel<Lanes128, Vector128<uint>>.HashMany(
                rows, count, blocks, key, counter, step, flags, startFlags, endFlags, output);
        }
        else if (width > Blake3Width.Scalar)
        {
            Blake3Row.Hash(rows[0], blocks, key, counter, flags, startFlags, endFlags, output);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                Blake3Kernel<ScalarLanes, uint>.HashMany(
                    rows + i, 1, blocks, key, counter + ((ulong)i * step), step, flags, startFlags, endFlags,
                    output + (i * Blake3Constants.Words));
            }
        }
    }

    private static Blake3Width Detect()
    {
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
        {
            return Blake3Width.Vector512;
        }

        if (Avx2.IsSupported)
        {
            return Blake3Width.Vector256;
        }

        return Sse2.IsSupported || AdvSimd.Arm64.IsSupported ? Blake3Width.Vector128 : Blake3Width.Scalar;
    }
}
