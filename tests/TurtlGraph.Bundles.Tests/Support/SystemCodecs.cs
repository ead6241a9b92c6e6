namespace TurtlGraph.Bundles.Tests;

internal static class SystemCodecs
{
    /// <summary>What is not installed, or null when all codecs work.</summary>
    public static string? WhyMissing { get; } =
        CodecRegistry.Default.WhyUnavailable(CodecId.Lz4) ?? CodecRegistry.Default.WhyUnavailable(CodecId.Zstd);
}
