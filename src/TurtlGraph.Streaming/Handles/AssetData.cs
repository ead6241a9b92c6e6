using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>
/// The decoded, verified bytes of a resident asset. The memory belongs to the runtime: it stays valid for at least
/// <see cref="StreamingOptions.GraceFrames"/> further updates, or until the asset's last pin is taken back, whichever is
/// later. A stack-only type, so that it cannot be kept by mistake.
/// </summary>
public readonly ref struct AssetData
{
    private readonly AssetCatalog _catalog;
    private readonly int _asset;

    internal unsafe AssetData(AssetCatalog catalog, int asset, nint payload, int length)
    {
        _catalog = catalog;
        _asset = asset;
        Bytes = new ReadOnlySpan<byte>((void*)payload, length);
    }

    /// <summary>The asset.</summary>
    public AssetId Id => _catalog is null ? AssetId.None : _catalog.IdOf(_asset);

    /// <summary>Its contents; start on a 64-byte boundary.</summary>
    public ReadOnlySpan<byte> Bytes { get; }
}
