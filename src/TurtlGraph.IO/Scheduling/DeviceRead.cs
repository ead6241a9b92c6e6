namespace TurtlGraph.IO;

/// <summary>One read that the source behind is given: a whole read, a piece of one, or several joined.</summary>
internal unsafe struct DeviceRead
{
    /// <summary>Reads that one device read may serve.</summary>
    public const int MaxParts = 32;

    /// <summary>First byte in the file.</summary>
    public long Offset;

    /// <summary>Where its bytes go: a joining buffer, or the destinations themselves.</summary>
    public byte* Target;

    /// <summary>Number of the first part's read, by which a cancel finds it again.</summary>
    public long Sequence;

    public int Length;

    /// <summary>Slots of the reads it serves, in the source's part list; 1 to <see cref="MaxParts"/>.</summary>
    public int PartCount;

    /// <summary>The joining buffer, or -1.</summary>
    public int Buffer;

    /// <summary>How often the place was used, so that its name is never given twice.</summary>
    public uint Generation;

    /// <summary>1 while the place is in use.</summary>
    public int IsUsed;
}
