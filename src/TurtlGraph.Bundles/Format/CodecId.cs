namespace TurtlGraph.Bundles;

/// <summary>How stored bytes become decoded bytes. The numbers are part of the format.</summary>
public enum CodecId : byte
{
    /// <summary>Stored as it is.</summary>
    None = 0,

    /// <summary>One LZ4 block (not the frame format).</summary>
    Lz4 = 1,

    /// <summary>One Zstandard frame (RFC 8878).</summary>
    Zstd = 2,

    /// <summary>One Brotli stream (RFC 7932); bytes behind its end are not read.</summary>
    Brotli = 3,

    /// <summary>One raw Deflate stream (RFC 1951).</summary>
    Deflate = 4,
}
