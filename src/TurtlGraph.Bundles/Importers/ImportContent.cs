namespace TurtlGraph.Bundles;

/// <summary>A run of bytes that an entry will hold: of a file, or in memory. Nothing of a file is held.</summary>
internal readonly record struct ImportContent
{
    private readonly string? _file;
    private readonly long _offset;
    private readonly ReadOnlyMemory<byte> _memory;

    private ImportContent(string file, long offset, long length)
    {
        _file = file;
        _offset = offset;
        Length = length;
    }

    public ImportContent(ReadOnlyMemory<byte> memory)
    {
        _memory = memory;
        Length = memory.Length;
    }

    public long Length { get; }

    /// <summary>A whole file, by its full path.</summary>
    public static ImportContent OfFile(string path) => new(path, 0, new FileInfo(path).Length);

    /// <summary>A part; the caller has checked that it lies inside.</summary>
    public ImportContent Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Length - offset));
        return _file is null
            ? new ImportContent(_memory.Slice((int)offset, (int)length))
            : new ImportContent(_file, _offset + offset, length);
    }

    /// <summary>All of it.</summary>
    /// <exception cref="IOException">The file cannot be read or has become shorter.</exception>
    public ReadOnlyMemory<byte> Read()
    {
        if (_file is null)
        {
            return _memory;
        }

        var bytes = new byte[Length];
        using var stream = Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    public Stream Open() =>
        _file is null ? new MemoryStream(_memory.ToArray(), writable: false) : new FileRange(_file, _offset, Length);

    /// <summary>As the contents of an item.</summary>
    public BundleItem Item(ImportNode node) => new()
    {
        Name = node.Name,
        Type = AssetTypes.NameOf(node.Type)!,
        Position = node.Position,
        Radius = node.Radius,
        Lod = node.Lod,
        LodGroup = node.LodGroup,
        DependsOn = node.DependsOn,
        FilePath = _file,
        FileOffset = _offset,
        FileLength = _file is null ? null : Length,
        Content = _file is null ? _memory : default(ReadOnlyMemory<byte>?),
    };
}
