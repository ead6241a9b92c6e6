using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>Reads header and section directory of an untrusted file and places every column inside the table region.</summary>
internal unsafe ref struct BundleDirectory
{
    /// <summary>First byte of the header that its hash does not cover and that is not the hash.</summary>
    private const int UnusedStart = BundleHeader.HashedSize + Hash256.Length;

    private readonly string _path;
    private readonly BundleFile _source;
    private readonly long _length;
    private readonly Dictionary<SectionTag, SectionRow> _sections = [];
    private BundleHeader _header;

    /// <summary>Where byte 0 of the file would lie; only the table region may be touched.</summary>
    private byte* _file;

    private BundleDirectory(BundleFile source, string path)
    {
        _path = path;
        _source = source;
        _length = source.Length;
    }

    /// <summary>Checks header, hashes and directory and returns the placed columns, whose contents are still unchecked.</summary>
    public static BundleTables Read(BundleFile source, string path)
    {
        var directory = new BundleDirectory(source, path);
        directory.CheckHeader();
        directory.CheckCounts();
        directory.PlaceTables();
        directory.ReadSections();
        return directory.Place();
    }

    private void CheckHeader()
    {
        if (_length < BundleHeader.Size)
        {
            throw Bad(0, $"it has {_length} bytes, fewer than the {BundleHeader.Size} of a header");
        }

        _header = _source.ReadHeader();
        if (_header.Magic != BundleHeader.MagicValue)
        {
            throw Bad(0, "it does not start with the bytes of a bundle");
        }

        if (_header.Version != BundleHeader.CurrentVersion)
        {
            throw Bad(8, $"it has format version {_header.Version}; this library reads version {BundleHeader.CurrentVersion}");
        }

        if ((_header.Features & ~BundleHeader.DictionaryFeature) != 0)
        {
            throw Bad(12, $"it needs features this library does not know (0x{_header.Features:x})");
        }

        if (_header.HeaderSize != BundleHeader.Size)
        {
            throw Bad(16, $"its header claims {_header.HeaderSize} bytes instead of {BundleHeader.Size}");
        }

        if (_header.FileLength != _length)
        {
            throw Bad(24, $"it should have {_header.FileLength} bytes and has {_length}: it is truncated or has been added to");
        }

        ReadOnlySpan<byte> header = MemoryMarshal.AsBytes(new ReadOnlySpan<BundleHeader>(in _header));
        int stray = header[UnusedStart..].IndexOfAnyExcept((byte)0);
        if (stray >= 0)
        {
            throw Bad(UnusedStart + stray, "the header has bytes behind its hash");
        }

        CheckRegion(32, "table region", _header.TablesOffset, _header.TablesLength);
        CheckRegion(48, "payload region", _header.PayloadOffset, _header.PayloadLength);
        bool apart = _header.TablesOffset + _header.TablesLength <= _header.PayloadOffset
            || _header.PayloadOffset + _header.PayloadLength <= _header.TablesOffset;
        if (!apart)
        {
            throw Bad(48, "the payload region overlaps the table region");
        }
    }

    private readonly void CheckRegion(long at, string what, long offset, long length)
    {
        if (offset < BundleHeader.Size || length < 0 || offset > _length || length > _length - offset
            || offset % BundleHeader.Alignment != 0)
        {
            throw Bad(at, $"the {what} (offset {offset}, length {length}) does not lie in the file");
        }
    }

    private readonly void CheckCounts()
    {
        CheckCount(20, "section count", _header.SectionCount, BundleLimits.MaxSections);
        CheckCount(64, "entry count", _header.EntryCount, BundleLimits.MaxEntries);
        CheckCount(68, "block count", _header.BlockCount, BundleLimits.MaxBlocks);
        CheckCount(76, "dependency count", _header.DependencyCount, BundleLimits.MaxDependencies);
        CheckCount(80, "missing dependency count", _header.MissingCount, BundleLimits.MaxDependencies);
        CheckCount(84, "type name count", _header.TypeNameCount, 256 - AssetTypes.FirstUser);
        CheckCount(88, "level-of-detail group count", _header.LodGroupCount, _header.EntryCount);
        CheckCount(92, "dictionary count", _header.DictionaryCount, BundleLimits.MaxDictionaries);
        if (_header.DictionaryCount > 0 != ((_header.Features & BundleHeader.DictionaryFeature) != 0))
        {
            throw Bad(12, $"its features (0x{_header.Features:x}) do not fit its {_header.DictionaryCount} dictionaries");
        }

        int size = _header.BlockSize;
        if (size < BundleLimits.MinBlockSize || size > BundleLimits.MaxBlockSize || !int.IsPow2(size))
        {
            throw Bad(72, $"the block size {size} is not a power of two from {BundleLimits.MinBlockSize} to {BundleLimits.MaxBlockSize}");
        }
    }

    private readonly void CheckCount(long at, string what, long value, long limit)
    {
        if (value < 0 || value > limit)
        {
            throw Bad(at, $"the {what} {value} is not from 0 to {limit}");
        }
    }

    private void PlaceTables()
    {
        ReadOnlySpan<byte> header = MemoryMarshal.AsBytes(new ReadOnlySpan<BundleHeader>(in _header));
        if (Blake3.Hash(header[..BundleHeader.HashedSize]) != _header.HeaderHash)
        {
            throw Bad(BundleHeader.HashedSize, "the header does not match its hash");
        }

        _file = _source.PlaceTables(_header.TablesOffset, _header.TablesLength);
        if (TableHash.Of(_file + _header.TablesOffset, _header.TablesLength) != _header.TablesHash)
        {
            throw Bad(_header.TablesOffset, "the tables do not match their hash");
        }
    }

    private readonly void ReadSections()
    {
        long rows = (long)_header.SectionCount * SectionRow.Size;
        if (rows > _header.TablesLength)
        {
            throw Bad(20, $"{_header.SectionCount} sections do not fit the table region");
        }

        for (int i = 0; i < _header.SectionCount; i++)
        {
            long at = _header.TablesOffset + ((long)i * SectionRow.Size);
            SectionRow row = Unsafe.ReadUnaligned<SectionRow>(_file + at);
            if (!Enum.IsDefined(row.Tag))
            {
                if ((row.Flags & SectionRow.Required) != 0)
                {
                    throw Bad(at, $"it needs the section {Show(row.Tag)}, which this library does not know");
                }

                continue;
            }

            CheckPlace(at, rows, in row);
            if (!_sections.TryAdd(row.Tag, row))
            {
                throw Bad(at, $"the section {Show(row.Tag)} appears twice");
            }
        }
    }

    private readonly void CheckPlace(long at, long rows, in SectionRow row)
    {
        bool inFile = row.Offset >= BundleHeader.Size && row.Length >= 0 && row.Offset <= _length && row.Length <= _length - row.Offset
            && row.Offset % BundleHeader.Alignment == 0;
        bool inTables = inFile && row.Offset >= _header.TablesOffset + rows
            && row.Offset + row.Length <= _header.TablesOffset + _header.TablesLength;
        if (row.Tag != SectionTag.Signature)
        {
            if (!inTables)
            {
                throw Bad(at, $"the section {Show(row.Tag)} (offset {row.Offset}, length {row.Length}) does not lie in the table region");
            }
        }
        else if (!inFile || Overlaps(in row, _header.TablesOffset, _header.TablesLength) || Overlaps(in row, _header.PayloadOffset, _header.PayloadLength))
        {
            throw Bad(at, $"the section {Show(row.Tag)} (offset {row.Offset}, length {row.Length}) does not lie in the file beside tables and payloads");
        }
    }

    private static bool Overlaps(in SectionRow row, long offset, long length) =>
        row.Offset < offset + length && offset < row.Offset + row.Length;

    private readonly BundleTables Place()
    {
        int n = _header.EntryCount;
        int blocks = _header.BlockCount;
        return new BundleTables
        {
            Header = _header,
            File = _file,
            Ids = (ulong*)Column(SectionTag.Ids, n, sizeof(ulong)),
            Offsets = (long*)Column(SectionTag.Offsets, n, sizeof(long)),
            StoredLengths = (int*)Column(SectionTag.StoredLengths, n, sizeof(int)),
            DecodedLengths = (int*)Column(SectionTag.DecodedLengths, n, sizeof(int)),
            Codecs = Column(SectionTag.Codecs, n, 1),
            Types = Column(SectionTag.Types, n, 1),
            Flags = Column(SectionTag.Flags, n, 1),
            Lods = Column(SectionTag.Lods, n, 1),
            LodGroups = (int*)Column(SectionTag.LodGroups, n, sizeof(int)),
            PositionX = (float*)Column(SectionTag.PositionX, n, sizeof(float)),
            PositionY = (float*)Column(SectionTag.PositionY, n, sizeof(float)),
            PositionZ = (float*)Column(SectionTag.PositionZ, n, sizeof(float)),
            Radii = (float*)Column(SectionTag.Radii, n, sizeof(float)),
            Hashes = (Hash256*)Column(SectionTag.Hashes, n, Hash256.Length),
            FirstBlocks = (int*)Column(SectionTag.FirstBlocks, n, sizeof(int)),
            PayloadOrder = (int*)Column(SectionTag.PayloadOrder, n, sizeof(int)),
            DependencyStarts = (int*)Column(SectionTag.DependencyStarts, n + 1, sizeof(int)),
            DependencyTargets = (int*)Column(SectionTag.DependencyTargets, _header.DependencyCount, sizeof(int)),
            DependencyOptions = _sections.ContainsKey(SectionTag.DependencyOptions)
                ? Column(SectionTag.DependencyOptions, _header.DependencyCount, 1) : null,
            MissingEntries = (int*)Column(SectionTag.MissingEntries, _header.MissingCount, sizeof(int)),
            MissingIds = (ulong*)Column(SectionTag.MissingIds, _header.MissingCount, sizeof(ulong)),
            TypeNumbers = Column(SectionTag.TypeNumbers, _header.TypeNameCount, 1),
            Names = Texts(SectionTag.NameStarts, SectionTag.NameBytes, n),
            MissingNames = Texts(SectionTag.MissingStarts, SectionTag.MissingBytes, _header.MissingCount),
            TypeNames = Texts(SectionTag.TypeStarts, SectionTag.TypeBytes, _header.TypeNameCount),
            LodGroupNames = Texts(SectionTag.LodGroupStarts, SectionTag.LodGroupBytes, _header.LodGroupCount),
            BlockOffsets = (uint*)Column(SectionTag.BlockOffsets, blocks, sizeof(uint)),
            BlockLengths = (uint*)Column(SectionTag.BlockLengths, blocks, sizeof(uint)),
            EntryDictionaries = _header.DictionaryCount > 0 ? Column(SectionTag.EntryDictionaries, n, 1) : null,
            Dictionaries = _header.DictionaryCount > 0
                ? Texts(SectionTag.DictionaryStarts, SectionTag.DictionaryBytes, _header.DictionaryCount) : default,
            BlockChainingValues = (Hash256*)Column(SectionTag.BlockChainingValues, blocks, Hash256.Length),
            Signature = _sections.TryGetValue(SectionTag.Signature, out SectionRow signature) ? signature : null,
        };
    }

    private readonly byte* Column(SectionTag tag, long count, int elementSize)
    {
        SectionRow row = Section(tag);
        if (row.Length != count * elementSize || row.ElementSize != elementSize)
        {
            throw Bad(row.Offset, $"the section {Show(tag)} has {row.Length} bytes of {row.ElementSize} each instead of {count} x {elementSize}");
        }

        return _file + row.Offset;
    }

    /// <summary>Places a text table and checks that its texts lie one behind the other inside their bytes.</summary>
    private readonly TextTable Texts(SectionTag starts, SectionTag bytes, int count)
    {
        uint* start = (uint*)Column(starts, (long)count + 1, sizeof(uint));
        SectionRow row = Section(bytes);
        long at = (byte*)start - _file;
        bool whole = start[0] == 0 && start[count] == row.Length;
        for (int i = 0; i < count && whole; i++)
        {
            whole = start[i] <= start[i + 1] && start[i + 1] - start[i] <= int.MaxValue;
        }

        return whole
            ? new TextTable { Starts = start, Bytes = _file + row.Offset, ByteLength = row.Length, Count = count }
            : throw Bad(at, $"the starts in section {Show(starts)} do not fit section {Show(bytes)}");
    }

    private readonly SectionRow Section(SectionTag tag) => _sections.TryGetValue(tag, out SectionRow row)
        ? row
        : throw Bad(_header.TablesOffset, $"the section {Show(tag)} is missing");

    private readonly BundleFormatException Bad(long offset, string problem) => new(_path, offset, problem);

    private static string Show(SectionTag tag)
    {
        Span<byte> letters = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(letters, (uint)tag);
        return letters.ContainsAnyExceptInRange((byte)32, (byte)126)
            ? $"0x{(uint)tag:x8}"
            : $"'{Encoding.ASCII.GetString(letters).TrimEnd()}'";
    }
}
