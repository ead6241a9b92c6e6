using System.Runtime.InteropServices;

namespace TurtlGraph.Caching;

/// <summary>The first 64 bytes of a saved index.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Size)]
internal struct SavedHeader
{
    public const int Size = 64;

    public ulong Magic;
    public uint StoreId;

    /// <summary>1 when the store was closed in order: then nothing needs to be looked at again.</summary>
    public int IsClean;
    public long Entries;
    public int Segments;
    public int FilterBytes;

    /// <summary>The store's count of reads.</summary>
    public long UseClock;

    /// <summary>The last number of a record.</summary>
    public ulong LastSequence;

    /// <summary>The number of the next segment.</summary>
    public ulong NextSegment;
    private readonly long _reserved;
}
