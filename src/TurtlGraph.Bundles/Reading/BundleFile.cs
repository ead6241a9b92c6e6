using TurtlGraph.Memory;

namespace TurtlGraph.Bundles;

/// <summary>The bytes of a bundle: where its tables lie and how its payloads are read.</summary>
internal abstract unsafe class BundleFile : IDisposable
{
    /// <summary>Bytes of the file.</summary>
    public abstract long Length { get; }

    /// <summary>The map behind it; <see langword="null"/> for a bundle in memory.</summary>
    public abstract MappedFile? Map { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static BundleFile Open(string path, BundleOpenOptions options)
    {
        MappedFile map = MappedFile.Open(path, options.MapOptions);
        return options.Tables == TablePlacement.Mapped ? new TrustedBundleFile(map, options) : new CopiedBundleFile(map, options);
    }

    /// <summary>Copies the header; the file has at least so many bytes.</summary>
    /// <exception cref="MappedFileChangedException">The file was cut.</exception>
    public abstract BundleHeader ReadHeader();

    /// <summary>
    /// Makes the table region readable and returns where byte 0 of the file would lie: an address to add offsets in that region to.
    /// The region lies in the file.
    /// </summary>
    /// <exception cref="MappedFileChangedException">The file was cut.</exception>
    /// <exception cref="BundleFormatException">The region is larger than the options allow.</exception>
    public abstract byte* PlaceTables(long offset, long length);

    /// <summary>Bytes in place; false where only copies are safe.</summary>
    public abstract bool TrySpan(long offset, int length, out ReadOnlySpan<byte> bytes);

    /// <summary>Copies bytes that lie in the file.</summary>
    public abstract MappedReadStatus TryRead(long offset, Span<byte> destination);

    public abstract void Dispose();
}
