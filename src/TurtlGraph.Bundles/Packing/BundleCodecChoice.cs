namespace TurtlGraph.Bundles;

/// <summary>Which codec the packer is to use. Whatever does not gain from it is stored as it is.</summary>
public enum BundleCodecChoice
{
    /// <summary>zstd, else LZ4, else none: the first that is available.</summary>
    Auto,

    /// <summary>Store everything as it is.</summary>
    None,

    /// <summary>LZ4: fastest to decode.</summary>
    Lz4,

    /// <summary>zstd: smallest.</summary>
    Zstd,
}
