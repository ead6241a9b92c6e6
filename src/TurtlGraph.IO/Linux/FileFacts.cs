namespace TurtlGraph.IO;

/// <summary>Where an open file lies, and what reads that bypass the page cache must be multiples of (0: not told).</summary>
internal struct FileFacts
{
    public uint DeviceMajor;
    public uint DeviceMinor;
    public int MemoryAlignment;
    public int OffsetAlignment;
}
