namespace TurtlGraph.Bundles;

/// <summary>Which codec the packer is to use. Whatever does not gain from it is stored as it is.</summary>
public enum BundleCodecChoice
{
    /// <summary>
    /// What a sample of each asset type says: zstd, or LZ4 where it comes as close as makes no difference. Without the libraries, Brotli.
    /// </summary>
    Auto,

    /// <summary>Store everything as it is.</summary>
    None,

    /// <summary>LZ4: fastest to decode. From level 3 on its high-compression form.</summary>
    Lz4,

    /// <summary>zstd: smallest.</summary>
    Zstd,

    /// <summary>Brotli: on every machine without a library; small, but slower to decode than zstd.</summary>
    Brotli,

    /// <summary>Deflate: on every machine without a library.</summary>
    Deflate,
}
