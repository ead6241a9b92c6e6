namespace TurtlGraph.Bundles;

/// <summary>
/// One of several entries that <see cref="EntryDecoder.DecodeMany"/> decodes together. The memory stays the caller's and does not move
/// meanwhile.
/// </summary>
public unsafe struct EntryDecode
{
    /// <summary>Its stored bytes; the same as <see cref="Destination"/> when it is stored raw and was read straight to its place.</summary>
    public byte* Stored;

    /// <summary>Where the decoded bytes go, or are already.</summary>
    public byte* Destination;

    /// <summary>The entry.</summary>
    public int Entry;

    /// <summary>Stored bytes.</summary>
    public int StoredLength;

    /// <summary>Room at <see cref="Destination"/>: exactly the entry's decoded length.</summary>
    public int DecodedLength;

    /// <summary>How it ended.</summary>
    public DecodeStatus Status;
}
