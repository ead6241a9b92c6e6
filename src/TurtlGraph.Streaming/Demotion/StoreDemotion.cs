using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>
/// The way down to the disk store. What lies in its bundle as it is in memory can be written there; what is compressed in its bundle cannot, but was
/// offered when it was fetched: of that the store learns that it was used, so that it stays or is admitted the next time.
/// </summary>
internal sealed class StoreDemotion(StoredByteSource source) : IDemotionTarget
{
    /// <inheritdoc/>
    public bool Wants(in DemotedAsset asset) => UsesOf(asset) > 0;

    /// <inheritdoc/>
    public void Take(in DemotedAsset asset, ReadOnlySpan<byte> bytes)
    {
        var facts = new PlacementFacts { Priority = (StorePriority)asset.Urgency, Uses = UsesOf(asset) };
        if (asset.IsRaw)
        {
            source.TryDemote(asset.File, asset.Offset, bytes, facts);
        }
        else
        {
            source.NoteUse(asset.File, asset.Offset, asset.StoredLength, facts);
        }
    }

    /// <summary>Times it was loaded and wanted: uses while it is in memory, however many, do not tell whether it is wanted again afterwards.</summary>
    private static int UsesOf(in DemotedAsset asset) => asset.IsUnused ? asset.Loads - 1 : asset.Loads;
}
