namespace TurtlGraph.Bundles;

/// <summary>BLAKE3 over a table region, which may be longer than one span.</summary>
internal static unsafe class TableHash
{
    private const int Piece = 1 << 30;

    public static Hash256 Of(byte* start, long length)
    {
        if (length <= Piece)
        {
            return Blake3.Hash(new ReadOnlySpan<byte>(start, (int)length));
        }

        var hasher = new Blake3Hasher();
        while (length > 0)
        {
            int take = (int)Math.Min(length, Piece);
            hasher.Update(new ReadOnlySpan<byte>(start, take));
            start += take;
            length -= take;
        }

        return hasher.Finish();
    }
}
