namespace TurtlGraph.Bundles;

/// <content>The independently decodable blocks of entries.</content>
public sealed unsafe partial class Bundle
{
    /// <summary>Blocks of an entry, at least 1.</summary>
    public int BlockCount(int entry)
    {
        Check(entry);
        return Math.Max(1, BundleTables.BlockRows(_tables.DecodedLengths[entry], BlockSize));
    }

    /// <summary>Where a block of an entry is stored and what it decodes to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry or block.</exception>
    public BundleBlock Block(int entry, int block)
    {
        int count = BlockCount(entry);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)count, nameof(block));
        int decoded = _tables.DecodedLengths[entry];
        if (_tables.FirstBlocks[entry] < 0)
        {
            return new BundleBlock
            {
                Offset = _tables.Offsets[entry],
                StoredLength = _tables.StoredLengths[entry],
                DecodedLength = decoded,
                Codec = (CodecId)_tables.Codecs[entry],
            };
        }

        int row = _tables.FirstBlocks[entry] + block;
        uint length = _tables.BlockLengths[row];
        return new BundleBlock
        {
            Offset = _tables.Offsets[entry] + _tables.BlockOffsets[row],
            StoredLength = (int)(length & ~BundleTables.RawBlock),
            DecodedOffset = block * BlockSize,
            DecodedLength = block < count - 1 ? BlockSize : decoded - (block * BlockSize),
            Codec = (length & BundleTables.RawBlock) != 0 ? CodecId.None : (CodecId)_tables.Codecs[entry],
        };
    }

    /// <summary>The chaining values of an entry's blocks; empty for an entry of one block, which has only its hash.</summary>
    internal ReadOnlySpan<Hash256> ChainingValues(int entry)
    {
        Check(entry);
        int rows = BundleTables.BlockRows(_tables.DecodedLengths[entry], BlockSize);
        return rows == 0 ? [] : new ReadOnlySpan<Hash256>(_tables.BlockChainingValues + _tables.FirstBlocks[entry], rows);
    }
}
