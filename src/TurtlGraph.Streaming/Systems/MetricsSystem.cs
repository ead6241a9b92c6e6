using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Prediction;

namespace TurtlGraph.Streaming;

/// <summary>Copies the running totals to where the game can read them, and checks the memory invariant.</summary>
internal sealed class MetricsSystem(
    RuntimeState state, EvictionScoringSystem eviction, PredictionSystem prediction, IReadOnlyList<SystemStatistics> systems) : ISystem
{
    private RuntimeMetrics _current;

    public ref readonly RuntimeMetrics Current => ref _current;

    public void Run(ref Frame frame)
    {
        state.Catalog.ReclaimRetiredTables(state.Frame);
        CopyRequests();
        CopyLoading();
        CopyMemory();
        CopyTiers();
        CopyPrediction();
        if (IsInvariantBroken())
        {
            _current.BudgetViolations++;
        }
    }

    /// <summary>Notes how long the update took that has just ended.</summary>
    public void NoteUpdate(UpdateTimer timer)
    {
        _current.Updates++;
        _current.UpdateMicroseconds = timer.WallSeconds * 1e6;
        if (timer.IsPreempted)
        {
            _current.PreemptedUpdates++;
        }
        else if (timer.IsOverBudget)
        {
            _current.OverBudgetUpdates++;
            _current.WorstOverBudgetMicroseconds = Math.Max(_current.WorstOverBudgetMicroseconds, _current.UpdateMicroseconds);
        }

        NoteSystems(timer.IsPreempted);
    }

    /// <summary>Counts what was carried over, and names the system that took most beyond its share.</summary>
    private void NoteSystems(bool isPreempted)
    {
        SystemStatistics worst = systems[0];
        for (int i = 0; i < systems.Count; i++)
        {
            _current.CarriedOver += systems[i].LastCarriedOver ? 1 : 0;
            worst = systems[i].LastOverrun > worst.LastOverrun ? systems[i] : worst;
        }

        if (worst.LastOverrun <= TimeSpan.Zero || isPreempted)
        {
            return;
        }

        _current.Overruns++;
        _current.OverrunSystem = worst.Name;
        _current.OverrunMicroseconds = worst.LastOverrun.TotalMicroseconds;
        if (_current.OverrunMicroseconds > _current.WorstOverrunMicroseconds)
        {
            _current.WorstOverrunSystem = worst.Name;
            _current.WorstOverrunMicroseconds = _current.OverrunMicroseconds;
        }
    }

    /// <summary>resident + reserved + grace is all that the payload memory has handed out, and with staging it is inside the budget.</summary>
    private bool IsInvariantBroken()
    {
        Counters counters = state.Counters;
        long accounted = counters.ResidentBytes + counters.ReservedBytes + counters.GraceBytes + counters.LeftBytes;
        return accounted != state.Payloads.UsedBytes || state.TypeBudgets.IsAnyExceeded() || _current.MemoryBytes > _current.MemoryBudgetBytes;
    }

    /// <summary>Brings the figures of requests up to date.</summary>
    public void CopyRequests()
    {
        Counters counters = state.Counters;
        _current.RequestsTotal = counters.RequestsTotal;
        _current.RequestsReady = counters.RequestsReady;
        _current.RequestsFailed = counters.RequestsFailed;
        _current.RequestsCancelled = counters.RequestsCancelled;
        _current.Expired = counters.RequestsExpired;
        _current.RequestsDegraded = counters.RequestsDegraded;
        AccessTotals accesses = state.Accesses.Totals;
        _current.Accesses = counters.AccessesRecorded;
        _current.AccessesDropped = accesses.Dropped;
        _current.Hits = accesses.Hits;
        _current.Misses = accesses.Misses;
        _current.Expirations = counters.Expirations;
        for (int i = 0; i < BandwidthBuckets.Classes; i++)
        {
            _current.Queued[i] = counters.QueuedByUrgency[i];
            _current.BytesSubmitted[i] = counters.BytesSubmittedByUrgency[i];
        }
    }

    private void CopyLoading()
    {
        Counters counters = state.Counters;
        _current.ReadsInFlight = state.Pipeline.Capacity - state.Pipeline.FreeSlots;
        _current.BytesInFlight = state.Pipeline.BytesInFlight;
        _current.ReadsSubmitted = counters.ReadsSubmitted;
        _current.ReadsFailed = counters.ReadsFailed;
        _current.ReadsTimedOut = counters.TimedOutReads;
        _current.ReadsCancelled = counters.ReadsCancelled;
        _current.BytesSpared = counters.BytesSpared;
        _current.DecodesTimedOut = counters.TimedOutDecodes;
        _current.Retries = counters.Retries;
        _current.RetriesElsewhere = counters.RetriesElsewhere;
        _current.BytesRead = counters.BytesRead;
        _current.AssetsLoaded = counters.AssetsLoaded;
        _current.DecodedBytes = counters.DecodedBytes;
        _current.VerifyFailures = counters.VerifyFailures;
        _current.BandwidthBytesPerSecond = state.Bandwidth.BytesPerSecond;
        _current.DeviceBytesPerSecond = state.Speed.DeviceBytesPerSecond;
        _current.DecodeBytesPerSecond = state.Speed.DecodeBytesPerSecond;
        _current.IsDecodeBound = state.Speed.IsDecodeBound;
    }

    private void CopyMemory()
    {
        Counters counters = state.Counters;
        _current.MemoryBudgetBytes = state.Options.MemoryBudgetBytes;
        _current.StagingBytes = state.Staging.UsedBytes;
        _current.MemoryBytes = state.Payloads.UsedBytes + state.Staging.UsedBytes;
        _current.PeakMemoryBytes = state.Payloads.PeakBytes + state.Staging.PeakBytes + state.Options.CompressedTierBytes;
        _current.ResidentBytes = counters.ResidentBytes;
        _current.ReservedBytes = counters.ReservedBytes;
        _current.GraceBytes = counters.GraceBytes + counters.LeftBytes;
        _current.OversizedBytes = state.Payloads.OversizedBytes;
        _current.OversizedCount = state.Payloads.OversizedCount;
        _current.ResidentAssets = counters.ResidentAssets;
        _current.Fragmentation = state.Payloads.Fragmentation;
        _current.Compactions = counters.Compactions;
        _current.Moves = counters.Moves;
        _current.MovedBytes = counters.MovedBytes;
        _current.Pressure = eviction.Pressure;
        _current.SystemPressure = state.Relief.Pressure.Level;
        _current.PressureAction = state.Relief.Pressure.Action;
        _current.PressureSource = state.Relief.Pressure.Source;
        _current.TargetBytes = state.Relief.TargetBytes;
        _current.ReturnedBytes = state.Payloads.ReturnedBytes;
        _current.Evictions = counters.Evictions;
        _current.Collected = counters.Collected;
        _current.EvictedBytes = counters.EvictedBytes;
        _current.Rescues = counters.Rescues;
        counters.ResidentBytesByType.CopyTo(_current.ResidentByType);
    }

    private void CopyTiers()
    {
        if (state.Demotions.Target is { } target)
        {
            _current.DemotionsTaken = target.Taken;
            _current.DemotionsMissed = target.Missed;
            _current.DemotionsFailed = target.Failed;
        }

        if (state.Stored is { } stored)
        {
            StoredByteSourceCounts counts = stored.Counts;
            _current.StoreReads = counts.StoredReads;
            _current.StoreBytes = counts.StoredBytes;
            _current.FetchedReads = counts.FetchedReads;
            _current.FetchedBytes = counts.FetchedBytes;
            _current.StoreDemotedBytes = counts.DemotedBytes;
            _current.StoreDemotionsMissed = state.Demotions.Store!.Missed;
        }

        if (state.Copies is not { } copies)
        {
            return;
        }

        CompressedTierFigures figures = copies.Figures;
        _current.CompressedAssets = figures.Assets;
        _current.CompressedAssetBytes = figures.AssetBytes;
        _current.CompressedBytes = figures.StoredBytes;
        _current.MemoryBytes += figures.StoredBytes;
        _current.CompressionsTaken = state.Demotions.Compressed!.Taken;
        _current.CompressionsMissed = state.Demotions.Compressed.Missed;
        _current.AssetsRestored = state.Counters.AssetsRestored;
        _current.RestoredBytes = state.Counters.RestoredBytes;
        _current.RestoresMissed = state.Counters.RestoresMissed;
        _current.RestoresFailed = state.Counters.RestoresFailed;
    }

    private void CopyPrediction()
    {
        PrefetchStatistics statistics = state.Predictions.Statistics;
        _current.PrefetchIssued = statistics.Issued;
        _current.PrefetchUsed = statistics.Used;
        _current.PrefetchExpired = statistics.Expired;
        _current.PrefetchAccuracy = statistics.Accuracy;
        _current.PrefetchCoverage = statistics.Coverage;
        _current.Predictions = state.Predictions.Count;
        _current.LookaheadSeconds = prediction.LookaheadSeconds;
    }
}
