using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>
/// Who is offered what leaves memory: first the compressed tier, then the disk store, then the user's target. Each has a queue and a worker of its own, so that none waits for another.
/// </summary>
internal sealed class Demotions : IDisposable
{
    private readonly RuntimeState _state;

    public Demotions(RuntimeState state)
    {
        _state = state;
        Compressed = state.Copies is { } copies ? new DemotionQueue(state, copies, "turtl compression") : null;
        Store = state.Stored is { } stored ? new DemotionQueue(state, new StoreDemotion(stored), "turtl demotion to the store") : null;
        Target = state.Options.DemotionTarget is { } target ? new DemotionQueue(state, target, "turtl demotion") : null;
    }

    /// <summary>The way to the compressed tier; <see langword="null"/> when there is none.</summary>
    public DemotionQueue? Compressed { get; }

    /// <summary>The way to the disk store; <see langword="null"/> when there is none.</summary>
    public DemotionQueue? Store { get; }

    /// <summary>The way to the user's target; <see langword="null"/> when there is none.</summary>
    public DemotionQueue? Target { get; }

    /// <summary>Offers an asset that has just been evicted.</summary>
    public void Offer(int asset, in Payload payload, float uses)
    {
        if ((Compressed is null && Store is null && Target is null) || payload.Length == 0 || _state.Catalog.IsExpired(asset))
        {
            return;
        }

        DemotedAsset facts = FactsOf(asset, payload.Length, uses);

        // A copy must not outlive the time for which it may be used.
        if (!_state.Expiries.HasLimit(asset))
        {
            Compressed?.Offer(asset, payload, facts);
            Store?.Offer(asset, payload, facts);
        }

        Target?.Offer(asset, payload, facts);
    }

    /// <summary>
    /// Withdraws an asset that is about to lose its memory; <see langword="false"/> while it is being taken, so that the memory must stay.
    /// </summary>
    public bool TryWithdraw(int asset) => (Compressed?.TryWithdraw(asset) ?? true) & (Store?.TryWithdraw(asset) ?? true) & (Target?.TryWithdraw(asset) ?? true);

    /// <summary>A victim has been rescued, and published again.</summary>
    public void OnRescued(int asset)
    {
        Compressed?.OnRescued(asset);
        Store?.OnRescued(asset);
        Target?.OnRescued(asset);
    }

    /// <summary>Frees what has been taken; once an update.</summary>
    public void Sweep()
    {
        Compressed?.Sweep();
        Store?.Sweep();
        Target?.Sweep();
    }

    public void Dispose()
    {
        Compressed?.Dispose();
        Store?.Dispose();
        Target?.Dispose();
    }

    private DemotedAsset FactsOf(int asset, int length, float uses)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        int entry = asset - mounted.FirstAsset;
        return new DemotedAsset
        {
            Id = _state.Catalog.IdOf(asset),
            Type = mounted.Bundle.Types[entry],
            Length = length,
            StoredLength = mounted.Bundle.StoredLengths[entry],
            Hash = mounted.Bundle.Hashes[entry],
            Uses = uses,
            Loads = record.Loads,
            IsUnused = uses == 0 && (record.Prediction & PredictionMark.Prefetched) != 0,
            Urgency = KeepMarks.UrgencyOf(_state.World.Get<KeepMarks>(record.Owner).Value),
            IsRaw = (CodecId)mounted.Bundle.Codecs[entry] == CodecId.None,
            File = mounted.File,
            Offset = mounted.Bundle.Offsets[entry],
            Restores = _state.Copies?.RestoresOf(asset) ?? 0,
        };
    }
}
