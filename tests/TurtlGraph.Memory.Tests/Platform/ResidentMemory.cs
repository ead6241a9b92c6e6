using System.Runtime.InteropServices;

namespace TurtlGraph.Memory.Tests;

/// <summary>How much memory the pages of an address range really take, as Linux tells it page by page: maps beside the range do not matter.</summary>
internal static unsafe class ResidentMemory
{
    /// <summary>Bytes of the range's pages that are present.</summary>
    public static long Of(byte* start, long bytes)
    {
        long page = Environment.SystemPageSize;
        var entries = new ulong[bytes / page];
        using var pages = File.OpenHandle("/proc/self/pagemap");
        var read = RandomAccess.Read(pages, MemoryMarshal.AsBytes(entries.AsSpan()), (long)start / page * sizeof(ulong));
        Assert.Equal(entries.Length * sizeof(ulong), read);
        return page * entries.LongCount(entry => entry >> 63 != 0);
    }
}
