using System.Runtime.InteropServices;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>
/// The compressed tier as the runtime uses it: takes what leaves memory, and gives it back verified. A copy is found by what is in it, the hash that its bundle
/// states: a newer version of an asset has another hash, so older bytes cannot answer for it, and equal contents are kept once.
/// </summary>
internal sealed class CompressedCopies : IDemotionTarget, IDisposable
{
    /// <summary>An asset larger than this part of the tier would push too much else out.</summary>
    private const int LargestPart = 4;

    private readonly RuntimeState _state;
    private readonly CompressedTier _tier;
    private readonly long _mostBytes;
    private readonly int _promotionReads;
    private byte[] _restores = [];
    private CompressedTierFigures _figures;

    public CompressedCopies(RuntimeState state)
    {
        _state = state;
        var options = new CompressedTierOptions { CapacityBytes = state.Options.CompressedTierBytes };
        _tier = MemoryTiers.Compressed(options.CapacityBytes, state.Options.Codecs, options);
        _mostBytes = options.CapacityBytes / LargestPart;
        _promotionReads = options.PromotionReads;
    }

    /// <summary>The tier itself. Any thread.</summary>
    public CompressedTier Tier => _tier;

    /// <summary>What the tier holds, as of late: the frame thread does not wait for those who change it.</summary>
    public CompressedTierFigures Figures
    {
        get
        {
            _figures = _tier.TryGetFigures(out CompressedTierFigures now) ? now : _figures;
            return _figures;
        }
    }

    /// <summary>Key of the copy with this content.</summary>
    public static ulong KeyOf(in Hash256 hash) => MemoryMarshal.Read<ulong>(Hash256.AsBytes(in hash));

    /// <summary>Whether a queued asset can be restored instead of read. One whose first attempt failed is read. Frame thread.</summary>
    public bool Has(int asset)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        MountedBundle mounted = _state.Catalog.Bundles[record.Bundle];
        return record.FailedAttempts == 0
            && _tier.Contains(KeyOf(mounted.Bundle.Hashes[asset - mounted.FirstAsset]))
            && !_state.Expiries.HasLimit(asset);
    }

    /// <summary>How often an asset was restored, up to 255. Frame thread.</summary>
    public int RestoresOf(int asset) => _restores[asset];

    /// <summary>Counts a restore; returns the uses that the asset begins with: once promoted, those that promoted it speak for its staying. Frame thread.</summary>
    public int NoteRestored(int asset)
    {
        ref byte restores = ref _restores[asset];
        restores = (byte)Math.Min(restores + 1, byte.MaxValue);
        return restores >= _promotionReads ? restores : 0;
    }

    /// <summary>Makes room for all assets, so that no frame has to.</summary>
    public void Prepare() => Array.Resize(ref _restores, _state.Catalog.Count);

    /// <inheritdoc/>
    public bool Wants(in DemotedAsset asset) => asset.Length <= _mostBytes && !_tier.Contains(KeyOf(asset.Hash));

    /// <inheritdoc/>
    public void Take(in DemotedAsset asset, ReadOnlySpan<byte> bytes) => _tier.TryAdd(KeyOf(asset.Hash), bytes, ContentOf(asset.Restores));

    /// <summary>
    /// Writes a copy to its place and verifies it; <see cref="DecodeStatus.ReadFailed"/> when it has gone meanwhile. A copy that is not what the bundle says is
    /// dropped, as is one that has been promoted: from then on the asset is kept as it is. Any thread.
    /// </summary>
    public DecodeStatus Restore(in Hash256 hash, Span<byte> destination)
    {
        ulong key = KeyOf(in hash);
        TierRead read = _tier.TryRead(key, destination);
        DecodeStatus status = read switch
        {
            TierRead.Miss => DecodeStatus.ReadFailed,
            TierRead.Damaged => DecodeStatus.CorruptPayload,
            TierRead.WrongLength => DecodeStatus.WrongLength,
            _ => Blake3.Hash(destination) == hash ? DecodeStatus.Ok : DecodeStatus.HashMismatch,
        };
        if (status != DecodeStatus.Ok || read == TierRead.Promote)
        {
            _tier.Remove(key);
        }

        return status;
    }

    public void Dispose() => _tier.Dispose();

    /// <summary>What never came back is kept as small as it gets, what did so that it decodes fast, what always does as it is.</summary>
    private TierContent ContentOf(int restores) =>
        restores == 0 ? TierContent.Cold : restores < _promotionReads ? TierContent.TimeSensitive : TierContent.Hot;
}
