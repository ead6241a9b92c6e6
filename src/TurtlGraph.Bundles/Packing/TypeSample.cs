namespace TurtlGraph.Bundles;

/// <summary>
/// A part of the contents of one type, read before packing to find out what compresses it best. The same items give the same
/// sample: ids are hashes of names, so the first ones by id are as good as any.
/// </summary>
internal sealed class TypeSample
{
    private const int MostPieces = 64;
    private const int PieceLength = 64 << 10;
    private const long MostBytes = 1 << 20;
    private const long MostSmallBytes = 1 << 20;

    /// <summary>A sample of a type of few bytes may be all of it; of more it is at most this part.</summary>
    private const int Part = 16;
    private const long LeastBytes = 256 << 10;

    /// <summary>The beginnings of some entries.</summary>
    public List<byte[]> Pieces { get; } = [];

    /// <summary>Some of the entries that a dictionary may serve, whole.</summary>
    public List<byte[]> Small { get; } = [];

    /// <summary>Bytes of all entries that a dictionary may serve.</summary>
    public long SmallTotal { get; private set; }

    /// <summary>Reads the sample of some items; those whose contents can be read only once are left out.</summary>
    public static TypeSample Take(PackPlan plan, IReadOnlyList<int> entries, int blockSize, bool wantsSmall)
    {
        var sample = new TypeSample();
        using var job = new BlockJob();
        long[] lengths = [.. entries.Select(entry => ContentReader.RereadableLength(plan.Items[entry]))];
        long limit = Math.Min(MostBytes, Math.Max(LeastBytes, lengths.Sum() / Part));
        long bytes = 0;
        long smallBytes = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            bool small = wantsSmall && lengths[i] <= TypePlan.SmallLength && lengths[i] < blockSize;
            bool asPiece = sample.Pieces.Count < MostPieces && bytes < limit;
            bool asSmall = small && smallBytes < MostSmallBytes;
            sample.SmallTotal += small ? lengths[i] : 0;
            if (lengths[i] == 0 || !(asPiece || asSmall))
            {
                continue;
            }

            using var reader = new ContentReader(plan.Items[entries[i]], plan.Names[entries[i]], Math.Min(blockSize, PieceLength));
            byte[] content = reader.Next(job).ToArray();
            if (asPiece)
            {
                sample.Pieces.Add(content);
                bytes += content.Length;
            }

            if (asSmall)
            {
                sample.Small.Add(content);
                smallBytes += content.Length;
            }
        }

        return sample;
    }
}
