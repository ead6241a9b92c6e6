using System.Runtime.InteropServices;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>Writes the table region behind the payloads, then the header before them.</summary>
internal sealed class TableWriter
{
    private readonly PackPlan _plan;
    private readonly PayloadTables _payloads;
    private readonly int _blockSize;
    private readonly List<byte[]> _dictionaries;
    private readonly List<(SectionTag Tag, int ElementSize, byte[] Bytes)> _sections = [];
    private readonly Blake3Hasher _hasher = new();

    public TableWriter(PackPlan plan, PayloadTables payloads, int blockSize, List<byte[]> dictionaries)
    {
        _plan = plan;
        _payloads = payloads;
        _blockSize = blockSize;
        _dictionaries = dictionaries;
    }

    /// <summary>Writes tables and header; returns the length of the file and the hash of the tables.</summary>
    public (long FileLength, Hash256 TablesHash) Write(AtomicFile file)
    {
        AddPayloadColumns();
        AddItemColumns();
        AddDependencies();
        AddTexts();
        AddDictionaries();

        file.Align(BundleHeader.Alignment);
        long tables = file.Position;
        WriteRegion(file, tables);
        long end = file.Position;
        var header = new BundleHeader
        {
            Magic = BundleHeader.MagicValue,
            Version = BundleHeader.CurrentVersion,
            Features = _dictionaries.Count > 0 ? BundleHeader.DictionaryFeature : 0,
            HeaderSize = BundleHeader.Size,
            SectionCount = (uint)_sections.Count,
            FileLength = end,
            TablesOffset = tables,
            TablesLength = end - tables,
            PayloadOffset = BundleHeader.PageAlignment,
            PayloadLength = _payloads.PayloadEnd - BundleHeader.PageAlignment,
            EntryCount = _plan.Items.Length,
            BlockCount = _payloads.BlockOffsets.Count,
            BlockSize = _blockSize,
            DependencyCount = _plan.Targets.Count,
            MissingCount = _plan.Missing.Count,
            TypeNameCount = _plan.UserTypes.Length,
            LodGroupCount = _plan.LodGroups.Length,
            DictionaryCount = _dictionaries.Count,
            DecodedTotal = _payloads.DecodedTotal,
            TablesHash = _hasher.Finish(),
        };
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<BundleHeader>(ref header));
        header.HeaderHash = Blake3.Hash(bytes[..BundleHeader.HashedSize]);
        file.Seek(0);
        file.Write(bytes);
        file.SetLength(end);
        return (end, header.TablesHash);
    }

    private void WriteRegion(AtomicFile file, long start)
    {
        var rows = new SectionRow[_sections.Count];
        long at = Aligned(start + (rows.Length * (long)SectionRow.Size));
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new SectionRow
            {
                Tag = _sections[i].Tag,
                // A reader that does not know which dependencies are optional takes all as needed.
                Flags = _sections[i].Tag == SectionTag.DependencyOptions ? 0 : SectionRow.Required,
                Offset = at,
                Length = _sections[i].Bytes.Length,
                ElementSize = (uint)_sections[i].ElementSize,
            };
            at = Aligned(at + rows[i].Length);
        }

        Emit(file, MemoryMarshal.AsBytes<SectionRow>(rows));
        foreach ((_, _, byte[] bytes) in _sections)
        {
            Emit(file, bytes);
        }
    }

    private void Emit(AtomicFile file, ReadOnlySpan<byte> bytes)
    {
        Span<byte> zeros = stackalloc byte[BundleHeader.Alignment];
        zeros.Clear();
        file.Write(bytes);
        _hasher.Update(bytes);
        ReadOnlySpan<byte> gap = zeros[..(int)(Aligned(file.Position) - file.Position)];
        file.Write(gap);
        _hasher.Update(gap);
    }

    private void AddPayloadColumns()
    {
        Add<ulong>(SectionTag.Ids, Column(i => AssetId.FromName(_plan.Names[i]).Value));
        Add<long>(SectionTag.Offsets, _payloads.Offsets);
        Add<int>(SectionTag.StoredLengths, _payloads.StoredLengths);
        Add<int>(SectionTag.DecodedLengths, _payloads.DecodedLengths);
        Add<byte>(SectionTag.Codecs, _payloads.Codecs);
        Add<int>(SectionTag.FirstBlocks, _payloads.FirstBlocks);
        Add<Hash256>(SectionTag.Hashes, _payloads.Hashes);
        Add<int>(SectionTag.PayloadOrder, Enumerable.Range(0, _plan.Items.Length).OrderBy(i => _payloads.Offsets[i]).ToArray());
        Add<uint>(SectionTag.BlockOffsets, CollectionsMarshal.AsSpan(_payloads.BlockOffsets));
        Add<uint>(SectionTag.BlockLengths, CollectionsMarshal.AsSpan(_payloads.BlockLengths));
        Add<Hash256>(SectionTag.BlockChainingValues, CollectionsMarshal.AsSpan(_payloads.BlockChainingValues));
    }

    private void AddItemColumns()
    {
        BundleItem[] items = _plan.Items;
        Add<byte>(SectionTag.Types, Column(_plan.TypeOf));
        Add<byte>(SectionTag.Flags, Column(i => (byte)(items[i].Position is null ? EntryTraits.None : EntryTraits.HasPosition)));
        Add<byte>(SectionTag.Lods, Column(i => (byte)items[i].Lod));
        Add<int>(SectionTag.LodGroups, Column(_plan.LodGroupOf));
        Add<float>(SectionTag.PositionX, Column(i => items[i].Position?.X ?? 0));
        Add<float>(SectionTag.PositionY, Column(i => items[i].Position?.Y ?? 0));
        Add<float>(SectionTag.PositionZ, Column(i => items[i].Position?.Z ?? 0));
        Add<float>(SectionTag.Radii, Column(i => items[i].Radius));
    }

    private void AddDependencies()
    {
        Add<int>(SectionTag.DependencyStarts, _plan.Starts);
        Add<int>(SectionTag.DependencyTargets, _plan.Targets.ToArray());
        if (_plan.Optional.Contains((byte)1))
        {
            Add<byte>(SectionTag.DependencyOptions, _plan.Optional.ToArray());
        }

        Add<int>(SectionTag.MissingEntries, _plan.Missing.Select(missing => missing.Entry).ToArray());
        Add<ulong>(SectionTag.MissingIds, _plan.Missing.Select(missing => missing.Id.Value).ToArray());
        AddText(SectionTag.MissingStarts, SectionTag.MissingBytes, [.. _plan.Missing.Select(missing => missing.Name)]);
    }

    private void AddDictionaries()
    {
        if (_dictionaries.Count == 0)
        {
            return;
        }

        var starts = new uint[_dictionaries.Count + 1];
        for (int i = 0; i < _dictionaries.Count; i++)
        {
            starts[i + 1] = starts[i] + (uint)_dictionaries[i].Length;
        }

        Add<byte>(SectionTag.EntryDictionaries, _payloads.Dictionaries);
        Add<uint>(SectionTag.DictionaryStarts, starts);
        Add<byte>(SectionTag.DictionaryBytes, _dictionaries.SelectMany(bytes => bytes).ToArray());
    }

    private void AddTexts()
    {
        AddText(SectionTag.NameStarts, SectionTag.NameBytes, _plan.Names);
        Add<byte>(SectionTag.TypeNumbers, _plan.UserTypes.Select((_, i) => (byte)(AssetTypes.FirstUser + i)).ToArray());
        AddText(SectionTag.TypeStarts, SectionTag.TypeBytes, _plan.UserTypes);
        AddText(SectionTag.LodGroupStarts, SectionTag.LodGroupBytes, _plan.LodGroups);
    }

    private void AddText(SectionTag starts, SectionTag bytes, string[] texts)
    {
        var start = new uint[texts.Length + 1];
        using var all = new MemoryStream();
        for (int i = 0; i < texts.Length; i++)
        {
            all.Write(Encoding.UTF8.GetBytes(texts[i]));
            start[i + 1] = (uint)all.Length;
        }

        Add<uint>(starts, start);
        Add<byte>(bytes, all.ToArray());
    }

    private unsafe void Add<T>(SectionTag tag, ReadOnlySpan<T> values)
        where T : unmanaged =>
        _sections.Add((tag, sizeof(T), MemoryMarshal.AsBytes(values).ToArray()));

    private T[] Column<T>(Func<int, T> value)
    {
        var column = new T[_plan.Items.Length];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = value(i);
        }

        return column;
    }

    private static long Aligned(long position) => (position + BundleHeader.Alignment - 1) & -BundleHeader.Alignment;
}
