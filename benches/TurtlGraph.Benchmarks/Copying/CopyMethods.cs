using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// The ways to copy and to fill that were weighed against the runtime's own. Sizes are multiples of 256, destinations lie on cache
/// lines.
/// </summary>
internal static unsafe class CopyMethods
{
    public static bool HasVectors => Vector512.IsHardwareAccelerated && Sse.IsSupported;

    public static void Runtime(byte* from, byte* to, long bytes) => Buffer.MemoryCopy(from, to, bytes, bytes);

    public static void Vectors256(byte* from, byte* to, long bytes)
    {
        for (long at = 0; at < bytes; at += 128)
        {
            var first = Vector256.Load(from + at);
            var second = Vector256.Load(from + at + 32);
            var third = Vector256.Load(from + at + 64);
            var fourth = Vector256.Load(from + at + 96);
            first.Store(to + at);
            second.Store(to + at + 32);
            third.Store(to + at + 64);
            fourth.Store(to + at + 96);
        }
    }

    public static void Vectors512(byte* from, byte* to, long bytes)
    {
        for (long at = 0; at < bytes; at += 256)
        {
            var first = Vector512.Load(from + at);
            var second = Vector512.Load(from + at + 64);
            var third = Vector512.Load(from + at + 128);
            var fourth = Vector512.Load(from + at + 192);
            first.Store(to + at);
            second.Store(to + at + 64);
            third.Store(to + at + 128);
            fourth.Store(to + at + 192);
        }
    }

    public static void Streamed256(byte* from, byte* to, long bytes)
    {
        for (long at = 0; at < bytes; at += 128)
        {
            var first = Vector256.Load(from + at);
            var second = Vector256.Load(from + at + 32);
            var third = Vector256.Load(from + at + 64);
            var fourth = Vector256.Load(from + at + 96);
            first.StoreAlignedNonTemporal(to + at);
            second.StoreAlignedNonTemporal(to + at + 32);
            third.StoreAlignedNonTemporal(to + at + 64);
            fourth.StoreAlignedNonTemporal(to + at + 96);
        }

        Sse.StoreFence();
    }

    public static void Streamed512(byte* from, byte* to, long bytes)
    {
        for (long at = 0; at < bytes; at += 256)
        {
            var first = Vector512.Load(from + at);
            var second = Vector512.Load(from + at + 64);
            var third = Vector512.Load(from + at + 128);
            var fourth = Vector512.Load(from + at + 192);
            first.StoreAlignedNonTemporal(to + at);
            second.StoreAlignedNonTemporal(to + at + 64);
            third.StoreAlignedNonTemporal(to + at + 128);
            fourth.StoreAlignedNonTemporal(to + at + 192);
        }

        Sse.StoreFence();
    }

    public static void RuntimeFill(byte* from, byte* to, long bytes) => NativeMemory.Fill(to, (nuint)bytes, 7);

    public static void VectorFill(byte* from, byte* to, long bytes)
    {
        var value = Vector512.Create((byte)7);
        for (long at = 0; at < bytes; at += 256)
        {
            value.Store(to + at);
            value.Store(to + at + 64);
            value.Store(to + at + 128);
            value.Store(to + at + 192);
        }
    }

    public static void StreamedFill(byte* from, byte* to, long bytes)
    {
        var value = Vector512.Create((byte)7);
        for (long at = 0; at < bytes; at += 256)
        {
            value.StoreAlignedNonTemporal(to + at);
            value.StoreAlignedNonTemporal(to + at + 64);
            value.StoreAlignedNonTemporal(to + at + 128);
            value.StoreAlignedNonTemporal(to + at + 192);
        }

        Sse.StoreFence();
    }

    public static void ParallelFill(byte* from, byte* to, long bytes) =>
        Parallel.For(0, 2, half => NativeMemory.Fill(to + (half * bytes / 2), (nuint)(bytes / 2), 7));
}
