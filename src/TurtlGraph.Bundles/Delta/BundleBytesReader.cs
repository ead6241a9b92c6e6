namespace TurtlGraph.Bundles;

/// <summary>Reads a bundle as a file, a piece at a time.</summary>
internal static class BundleBytesReader
{
    /// <summary>Bytes of a piece.</summary>
    public const int PieceLength = 1 << 20;

    /// <summary>Copies bytes of the file.</summary>
    /// <exception cref="PackException">They cannot be read.</exception>
    public static void ReadExactly(this Bundle bundle, long offset, Span<byte> destination)
    {
        if (bundle.ReadAt(offset, destination) != DecodeStatus.Ok)
        {
            throw new PackException(bundle.Path, $"it cannot be read at byte {offset}: it was cut meanwhile, or its device failed");
        }
    }
}
