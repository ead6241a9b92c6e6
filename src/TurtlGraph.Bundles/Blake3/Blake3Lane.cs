namespace TurtlGraph.Bundles;

/// <summary>A chunk or a pair of chaining values of one of several inputs that are hashed side by side.</summary>
internal unsafe struct Blake3Lane
{
    public byte* Data;

    /// <summary>Room for eight words.</summary>
    public uint* Output;

    public ulong Counter;

    /// <summary>Bytes, 0 to those of a chunk.</summary>
    public int Length;

    /// <summary>Further flags of the last block: <see cref="Blake3Constants.Root"/> or none.</summary>
    public uint LastFlags;

    /// <summary>Blocks of 64 bytes, the last one perhaps shorter; an empty input has one.</summary>
    public readonly int Blocks => BlocksOf(Length);

    public static int BlocksOf(int length) => length == 0 ? 1 : (length + Blake3Constants.BlockLength - 1) / Blake3Constants.BlockLength;
}
