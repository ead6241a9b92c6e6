namespace TurtlGraph.Bundles;

/// <summary>How decoding ended. Only with <see cref="Ok"/> may the destination be used.</summary>
public enum DecodeStatus : byte
{
    /// <summary>The bytes are decoded and match their hash.</summary>
    Ok = 0,

    /// <summary>The stored bytes are not what the codec can decode to the right length.</summary>
    CorruptPayload = 1,

    /// <summary>The bytes decode, but are not the ones that were packed.</summary>
    HashMismatch = 2,

    /// <summary>The codec's library is missing on this machine.</summary>
    CodecUnavailable = 3,

    /// <summary>The stored bytes or the destination do not have the length the bundle states.</summary>
    WrongLength = 4,

    /// <summary>The file was cut or written to since the bundle was opened.</summary>
    FileChanged = 5,

    /// <summary>The system could not read the file: its device or server failed.</summary>
    ReadFailed = 6,
}
