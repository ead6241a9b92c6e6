namespace TurtlGraph.Streaming;

/// <summary>Where an asset's bytes lie and how long they are.</summary>
public struct ReadPlan
{
    /// <summary>First stored byte in the bundle file.</summary>
    public long Offset;

    /// <summary>Bytes in the file.</summary>
    public int StoredLength;

    /// <summary>Bytes once decoded.</summary>
    public int DecodedLength;

    /// <summary>The bundle file, as the byte source numbers it.</summary>
    public int File;

    /// <summary>The codec number of the bundle format; 0 is stored as it is.</summary>
    public int Codec;
}
