using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>One asset inside a load operation.</summary>
internal unsafe struct LoadPart
{
    /// <summary>Where the decoded bytes go: reserved payload memory.</summary>
    public byte* Destination;

    public int DecodedLength;

    /// <summary>First stored byte, counted from the start of the operation's buffer.</summary>
    public int StoredStart;

    public int StoredLength;

    public int Asset;

    public int Entry;

    /// <summary>The first unit of decoding work that belongs to it; several small parts share one. -1 when its bytes have not arrived.</summary>
    public int FirstUnit;

    /// <summary>Independently decodable blocks, each a unit when there are several.</summary>
    public int Blocks;

    /// <summary>Written by the workers, read by the frame thread after the operation's last event.</summary>
    public DecodeStatus Status;

    /// <summary>The payload, once the watchdog has given the operation up and the request no longer owns it.</summary>
    public Payload Abandoned;

    /// <summary>Whether its stored bytes are among the first <paramref name="arrived"/> of the operation.</summary>
    public readonly bool IsIn(int arrived) => StoredStart + StoredLength <= arrived;
}
