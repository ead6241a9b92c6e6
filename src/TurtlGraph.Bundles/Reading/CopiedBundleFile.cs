using System.Runtime.InteropServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>A file that anybody may cut or write to: its tables are copied, its payloads are read by position.</summary>
internal sealed unsafe class CopiedBundleFile(MappedFile map, BundleOpenOptions options) : BundleFile
{
    private FileCopy? _tables;

    public override long Length => map.Length;

    public override MappedFile Map => map;

    public override BundleHeader ReadHeader()
    {
        BundleHeader header = default;
        map.Read(0, MemoryMarshal.AsBytes(new Span<BundleHeader>(ref header)));
        return header;
    }

    public override byte* PlaceTables(long offset, long length)
    {
        if (length > options.MaxTablesBytes)
        {
            throw new BundleFormatException(
                map.Path, 40, $"its tables have {length:N0} bytes, and {nameof(BundleOpenOptions)}.{nameof(BundleOpenOptions.MaxTablesBytes)} allows {options.MaxTablesBytes:N0}");
        }

        _tables = FileCopy.Of(map, offset, length, $"{options.Name} tables", options.Profile);
        if (options.LockTables)
        {
            _tables.TryLock();
        }

        return _tables.Pointer - offset;
    }

    public override bool TrySpan(long offset, int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }

    public override MappedReadStatus TryRead(long offset, Span<byte> destination) => map.TryRead(offset, destination);

    public override void Dispose()
    {
        map.Dispose();
        _tables?.Dispose();
    }
}
