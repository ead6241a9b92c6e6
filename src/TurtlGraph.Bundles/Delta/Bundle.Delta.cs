namespace TurtlGraph.Bundles;

/// <content>What comparing bundles as files needs.</content>
public sealed unsafe partial class Bundle
{
    internal long TablesOffset => _tables.Header.TablesOffset;

    /// <summary>The table region in place, or as much of it as a span holds.</summary>
    internal ReadOnlySpan<byte> TableBytes =>
        new(_tables.File + _tables.Header.TablesOffset, (int)Math.Min(_tables.Header.TablesLength, Array.MaxLength));

    /// <summary>All stored blocks by ascending offset, each once: entries with equal contents share theirs.</summary>
    internal IEnumerable<BundleBlock> StoredBlocks()
    {
        long end = 0;
        for (int i = 0; i < Count; i++)
        {
            int entry = PayloadOrder[i];
            if (StoredLengths[entry] == 0 || Offsets[entry] < end)
            {
                continue;
            }

            end = Offsets[entry] + StoredLengths[entry];
            int blocks = BlockCount(entry);
            for (int block = 0; block < blocks; block++)
            {
                yield return Block(entry, block);
            }
        }
    }
}
