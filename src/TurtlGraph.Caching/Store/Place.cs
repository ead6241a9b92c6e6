namespace TurtlGraph.Caching;

/// <summary>Where a record lies, how often it was read lately, and whether older records of its key may lie about: one word.</summary>
internal readonly record struct Place(ulong Bits)
{
    public const int MostSegments = (1 << SegmentBits) - 1;

    /// <summary>The greatest offset plus one.</summary>
    public const long MostSegmentBytes = (1L << OffsetBits) * RecordHeader.Alignment;

    /// <summary>The greatest length of a record with its header.</summary>
    public const long MostRecordBytes = ((1L << LengthBits) - 1) * RecordHeader.Alignment;

    public const int MostHeat = (1 << HeatBits) - 1;

    private const int SegmentBits = 15, OffsetBits = 24, LengthBits = 20, HeatBits = 4;
    private const int OffsetShift = SegmentBits, LengthShift = OffsetShift + OffsetBits, HeatShift = LengthShift + LengthBits, OlderShift = HeatShift + HeatBits;
    private const ulong WhereMask = (1ul << HeatShift) - 1;

    /// <summary>No place: no record begins at offset 0.</summary>
    public static Place None => default;

    public bool IsNone => Bits == 0;

    public int Segment => (int)(Bits & MostSegments);

    public long Offset => (long)((Bits >> OffsetShift) & ((1ul << OffsetBits) - 1)) * RecordHeader.Alignment;

    /// <summary>Bytes from the header to the end of the padding.</summary>
    public long Length => (long)((Bits >> LengthShift) & ((1ul << LengthBits) - 1)) * RecordHeader.Alignment;

    /// <summary>Reads since it was put or last cooled, saturating at <see cref="MostHeat"/>.</summary>
    public int Heat => (int)((Bits >> HeatShift) & MostHeat);

    /// <summary>Whether an older record of the key may still lie in some segment, from where a scan could bring it back.</summary>
    public bool HasOlder => Bits >> OlderShift != 0;

    public static Place Of(int segment, long offset, long length) =>
        new((uint)segment | ((ulong)(offset / RecordHeader.Alignment) << OffsetShift) | ((ulong)(length / RecordHeader.Alignment) << LengthShift));

    public Place WithHeat(int heat) => new((Bits & ~((ulong)MostHeat << HeatShift)) | ((ulong)heat << HeatShift));

    public Place WithOlder(bool hasOlder) => new((Bits & ~(1ul << OlderShift)) | (hasOlder ? 1ul << OlderShift : 0));

    /// <summary>Whether both name the same record, whatever its heat.</summary>
    public bool IsSameAs(Place other) => ((Bits ^ other.Bits) & WhereMask) == 0;
}
