namespace TurtlGraph.Bundles;

/// <summary>How many inputs BLAKE3 hashes side by side, at most. Each width gives the same digests.</summary>
internal enum Blake3Width
{
    Scalar = 1,
    Vector128 = 4,
    Vector256 = 8,
    Vector512 = 16,
}
