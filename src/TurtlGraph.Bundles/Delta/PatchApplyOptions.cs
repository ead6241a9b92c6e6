namespace TurtlGraph.Bundles;

/// <summary>What applying a patch allows.</summary>
public sealed record PatchApplyOptions
{
    /// <summary>Most bytes of the bundle it makes; a patch that claims more is refused before a byte is written. Default 256 GiB.</summary>
    public long MaxBundleBytes { get; init; } = 256L << 30;

    /// <summary>How the new bundle is opened before it appears: limits, and the keys one of which must have signed it.</summary>
    public BundleOpenOptions OpenOptions { get; init; } = BundleOpenOptions.Default;
}
