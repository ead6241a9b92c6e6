namespace TurtlGraph.Bundles;

/// <summary>Finds stored blocks of a bundle by their contents, wherever they lie. Holds about 60 bytes a block.</summary>
internal sealed class BlockFinder
{
    private readonly Dictionary<Hash256, long> _offsets = [];
    private readonly Blake3Hasher _hasher = new();
    private readonly byte[] _piece = new byte[BundleBytesReader.PieceLength];

    public BlockFinder(Bundle bundle)
    {
        foreach (BundleBlock block in bundle.StoredBlocks())
        {
            _offsets.TryAdd(HashOf(bundle, block), block.Offset);
        }
    }

    /// <summary>Where a block with these bytes starts; false when there is none.</summary>
    public bool TryFind(Hash256 hash, out long offset) => _offsets.TryGetValue(hash, out offset);

    private Hash256 HashOf(Bundle bundle, BundleBlock block)
    {
        if (block.StoredLength <= _piece.Length)
        {
            Span<byte> whole = _piece.AsSpan(0, block.StoredLength);
            bundle.ReadExactly(block.Offset, whole);
            return Blake3.Hash(whole);
        }

        _hasher.Reset();
        for (int done = 0; done < block.StoredLength; done += _piece.Length)
        {
            Span<byte> piece = _piece.AsSpan(0, Math.Min(_piece.Length, block.StoredLength - done));
            bundle.ReadExactly(block.Offset + done, piece);
            _hasher.Update(piece);
        }

        return _hasher.Finish();
    }
}
