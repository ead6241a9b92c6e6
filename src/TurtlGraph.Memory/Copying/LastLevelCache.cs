using System.Runtime.Intrinsics.X86;

namespace TurtlGraph.Memory;

/// <summary>The size of the processor's last cache, asked from the processor itself, so that it works on every system alike.</summary>
internal static class LastLevelCache
{
    /// <summary>What is assumed where the processor does not tell; the usual size on desktops and consoles.</summary>
    private const long Usual = 32 << 20;

    private const int IntelLeaf = 4;
    private const int AmdLeaf = unchecked((int)0x8000001D);
    private const int AmdHighest = unchecked((int)0x80000000);

    /// <summary>Bytes of the greatest cache that the processor describes.</summary>
    public static long Bytes { get; } = Read();

    private static long Read()
    {
        if (!X86Base.IsSupported)
        {
            return Usual;
        }

        var largest = 0L;
        if (X86Base.CpuId(0, 0).Eax >= IntelLeaf)
        {
            largest = Largest(IntelLeaf);
        }

        if (largest == 0 && (uint)X86Base.CpuId(AmdHighest, 0).Eax >= unchecked((uint)AmdLeaf))
        {
            largest = Largest(AmdLeaf);
        }

        return largest > 0 ? largest : Usual;
    }

    /// <summary>Deterministic cache parameters: one entry a cache until one of type 0; Intel and AMD use the same layout.</summary>
    private static long Largest(int leaf)
    {
        const int mostCaches = 16;
        var largest = 0L;
        for (var i = 0; i < mostCaches; i++)
        {
            var (eax, ebx, ecx, _) = X86Base.CpuId(leaf, i);
            if ((eax & 31) == 0)
            {
                break;
            }

            var line = (ebx & 0xFFF) + 1L;
            var partitions = ((ebx >> 12) & 0x3FF) + 1L;
            var ways = (long)((uint)ebx >> 22) + 1;
            largest = Math.Max(largest, line * partitions * ways * ((uint)ecx + 1L));
        }

        return largest;
    }
}
