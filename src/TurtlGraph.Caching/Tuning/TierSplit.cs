namespace TurtlGraph.Caching;

/// <summary>A division of a budget among tiers, and where requests are answered then.</summary>
/// <param name="RawBytes">Memory for contents as they are.</param>
/// <param name="CompressedBytes">Memory for compressed contents.</param>
/// <param name="DiskBytes">The disk store.</param>
/// <param name="RawHits">Share of the requests answered from the first.</param>
/// <param name="CompressedHits">Share answered from the second.</param>
/// <param name="DiskHits">Share answered from the third.</param>
/// <param name="SecondsPerRequest">What a request costs on average.</param>
public readonly record struct TierSplit(
    long RawBytes, long CompressedBytes, long DiskBytes, double RawHits, double CompressedHits, double DiskHits, double SecondsPerRequest)
{
    private const int Steps = 40;

    /// <summary>
    /// The division that costs least. Tiers are exclusive and follow each other: what leaves one goes to the next, so all tiers together hit
    /// what one cache as large as all of them hits.
    /// </summary>
    /// <param name="curve">The policy's curve over bytes.</param>
    /// <param name="model">The tiers.</param>
    /// <param name="bytesPerRequest">Bytes a request asks for on average.</param>
    public static TierSplit Best(MissCurve curve, TierModel model, double bytesPerRequest)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(model);
        TierSplit best = Of(0);
        for (int step = 1; step < Steps && model.CompressionRatio > 1; step++)
        {
            TierSplit split = Of(model.MemoryBytes / Steps * step);

            // What costs the same within a thousandth is not worth another tier.
            best = split.SecondsPerRequest < best.SecondsPerRequest * 0.999 ? split : best;
        }

        return best;

        TierSplit Of(long compressed)
        {
            long raw = model.MemoryBytes - compressed;
            double inMemory = raw + (compressed * model.CompressionRatio);
            (double missRaw, double bytesRaw) = curve.At(raw);
            (double missMemory, double bytesMemory) = curve.At(inMemory);
            (double missDisk, double bytesDisk) = curve.At(inMemory + model.DiskBytes);
            double seconds = model.Decompression.Of(missRaw - missMemory, (bytesRaw - bytesMemory) * bytesPerRequest)
                + model.Disk.Of(missMemory - missDisk, (bytesMemory - bytesDisk) * bytesPerRequest)
                + model.Origin.Of(missDisk, bytesDisk * bytesPerRequest);
            return new TierSplit(raw, compressed, model.DiskBytes, 1 - missRaw, missRaw - missMemory, missMemory - missDisk, seconds);
        }
    }
}
