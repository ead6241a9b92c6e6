using System.Runtime.CompilerServices;
using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>A file, or memory, that nobody can cut or write to: all of it is used in place.</summary>
internal sealed unsafe class TrustedBundleFile : BundleFile
{
    private readonly byte* _start;
    private readonly bool _lockTables;

    public TrustedBundleFile(MappedFile map, BundleOpenOptions options)
    {
        Map = map;
        Length = map.Length;
        _start = map.Pointer;
        _lockTables = options.LockTables;
    }

    /// <summary>Stands for memory the caller owns.</summary>
    public TrustedBundleFile(byte* start, long length)
    {
        _start = start;
        Length = length;
    }

    public override long Length { get; }

    public override MappedFile? Map { get; }

    public override BundleHeader ReadHeader() => Unsafe.ReadUnaligned<BundleHeader>(_start);

    public override byte* PlaceTables(long offset, long length)
    {
        if (_lockTables && Map is { } map)
        {
            map.TryLock(0, BundleHeader.Size);
            map.TryLock(offset, length);
        }

        return _start;
    }

    public override bool TrySpan(long offset, int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = new ReadOnlySpan<byte>(_start + offset, length);
        return true;
    }

    public override MappedReadStatus TryRead(long offset, Span<byte> destination)
    {
        new ReadOnlySpan<byte>(_start + offset, destination.Length).CopyTo(destination);
        return MappedReadStatus.Ok;
    }

    public override void Dispose() => Map?.Dispose();
}
