namespace TurtlGraph.Bundles;

/// <content>Payloads, their blocks, and their order in the file.</content>
internal readonly unsafe ref partial struct BundleChecks
{
    private long Ratio => Math.Clamp(_options.MaxRatio, 1, BundleLimits.MaxRatio);

    private void Payloads()
    {
        long start = _tables.Header.PayloadOffset;
        long end = start + _tables.Header.PayloadLength;
        long total = 0;
        for (int i = 0; i < Count; i++)
        {
            long offset = _tables.Offsets[i];
            int stored = _tables.StoredLengths[i];
            int decoded = _tables.DecodedLengths[i];
            byte codec = _tables.Codecs[i];
            int most = Math.Min(_options.MaxDecodedLength, BundleLimits.MaxDecodedLength);
            if (decoded < 0 || decoded > most)
            {
                throw Bad(_tables.DecodedLengths + i, $"{Entry(i)} claims {decoded} decoded bytes, and {most} are allowed");
            }

            if (stored < 0 || offset < start || offset > end || stored > end - offset)
            {
                throw Bad(_tables.Offsets + i, $"the payload of {Entry(i)} (offset {offset}, length {stored}) does not lie in the payload region");
            }

            if (codec > (byte)CodecId.Deflate)
            {
                throw Bad(_tables.Codecs + i, $"{Entry(i)} has the codec {codec}, which the format does not define");
            }

            int alignment = codec == 0 ? BundleHeader.PageAlignment : BundleHeader.Alignment;
            if (offset % alignment != 0)
            {
                throw Bad(_tables.Offsets + i, $"the payload of {Entry(i)} does not start on a multiple of {alignment}");
            }

            if (codec == 0 ? stored != decoded : stored == 0 || decoded > (long)stored * Ratio)
            {
                throw Bad(_tables.StoredLengths + i, $"{Entry(i)} cannot have {decoded} decoded from {stored} stored bytes");
            }

            total += decoded;
        }

        if (total != _tables.Header.DecodedTotal)
        {
            throw new BundleFormatException(_path, 96, $"the entries decode to {total} bytes, the header says {_tables.Header.DecodedTotal}");
        }
    }

    private void Blocks()
    {
        int size = _tables.Header.BlockSize;
        for (int i = 0; i < Count; i++)
        {
            int rows = BundleTables.BlockRows(_tables.DecodedLengths[i], size);
            int first = _tables.FirstBlocks[i];
            if (rows == 0 ? first != -1 : first < 0 || first > _tables.Header.BlockCount - rows)
            {
                throw Bad(_tables.FirstBlocks + i, $"the blocks of {Entry(i)} (first {first}) do not lie in the block table");
            }

            if (rows > 0)
            {
                BlockRows(i, first, rows, size);
            }
        }
    }

    private void BlockRows(int entry, int first, int rows, int size)
    {
        long at = 0;
        for (int block = 0; block < rows; block++)
        {
            int row = first + block;
            int decoded = block < rows - 1 ? size : _tables.DecodedLengths[entry] - (block * size);
            uint length = _tables.BlockLengths[row] & ~BundleTables.RawBlock;
            bool raw = (_tables.BlockLengths[row] & BundleTables.RawBlock) != 0;
            if (_tables.BlockOffsets[row] != at)
            {
                throw Bad(_tables.BlockOffsets + row, $"block {block} of {Entry(entry)} does not follow the block before it");
            }

            if (raw ? length != decoded : _tables.Codecs[entry] == 0 || length == 0 || length >= decoded
                || decoded > (long)length * Ratio)
            {
                throw Bad(_tables.BlockLengths + row, $"block {block} of {Entry(entry)} cannot have {decoded} decoded from {length} stored bytes");
            }

            at += length;
        }

        if (at != _tables.StoredLengths[entry])
        {
            throw Bad(_tables.StoredLengths + entry, $"the blocks of {Entry(entry)} have {at} stored bytes, not {_tables.StoredLengths[entry]}");
        }
    }

    /// <summary>Dictionaries have a sound size, and serve only entries of one zstd frame.</summary>
    private void Dictionaries()
    {
        for (int i = 0; i < _tables.Header.DictionaryCount; i++)
        {
            long length = _tables.Dictionaries.Utf8(i).Length;
            if (length is 0 or > BundleLimits.MaxDictionaryLength)
            {
                throw Bad(_tables.Dictionaries.Starts + i, $"dictionary {i} has {length} bytes, not from 1 to {BundleLimits.MaxDictionaryLength}");
            }
        }

        for (int i = 0; i < Count && _tables.EntryDictionaries != null; i++)
        {
            int number = _tables.DictionaryOf(i);
            if (number >= _tables.Header.DictionaryCount
                || (number >= 0 && (_tables.Codecs[i] != (byte)CodecId.Zstd || _tables.FirstBlocks[i] != -1)))
            {
                throw Bad(_tables.EntryDictionaries + i, $"{Entry(i)} cannot be decoded with dictionary {number} of {_tables.Header.DictionaryCount}");
            }
        }
    }

    /// <summary>
    /// Entries by payload strictly ascend by (offset, index), so they are a permutation; payloads lie apart or are one and the same.
    /// </summary>
    private void Order()
    {
        int previous = -1;
        int stored = -1;
        for (int i = 0; i < Count; i++)
        {
            int entry = _tables.PayloadOrder[i];
            if ((uint)entry >= (uint)Count)
            {
                throw Bad(_tables.PayloadOrder + i, $"the payload order names entry {entry} of {Count}");
            }

            if (previous >= 0 && (_tables.Offsets[entry] < _tables.Offsets[previous]
                || (_tables.Offsets[entry] == _tables.Offsets[previous] && entry <= previous)))
            {
                throw Bad(_tables.PayloadOrder + i, $"the payload order does not ascend at {Entry(entry)}");
            }

            previous = entry;
            if (_tables.StoredLengths[entry] == 0)
            {
                continue;
            }

            if (stored >= 0 && _tables.Offsets[entry] < _tables.Offsets[stored] + _tables.StoredLengths[stored] && !Same(stored, entry))
            {
                throw Bad(_tables.Offsets + entry, $"the payloads of {Entry(stored)} and {Entry(entry)} overlap");
            }

            stored = entry;
        }
    }

    private bool Same(int left, int right) =>
        _tables.Offsets[left] == _tables.Offsets[right]
        && _tables.StoredLengths[left] == _tables.StoredLengths[right]
        && _tables.DecodedLengths[left] == _tables.DecodedLengths[right]
        && _tables.Codecs[left] == _tables.Codecs[right]
        && _tables.FirstBlocks[left] == _tables.FirstBlocks[right]
        && _tables.DictionaryOf(left) == _tables.DictionaryOf(right)
        && _tables.Hashes[left] == _tables.Hashes[right];
}
