using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>What the runtime has measured, as of the end of an update. Counts and byte sums run from the start unless said otherwise.</summary>
public struct RuntimeMetrics
{
    /// <summary>Number of updates.</summary>
    public long Updates;

    /// <summary>Wall time of the last update before this one, in microseconds.</summary>
    public double UpdateMicroseconds;

    /// <summary>Updates over <see cref="AssetRuntime.FrameBudget"/> by their own doing.</summary>
    public long OverBudgetUpdates;

    /// <summary>Updates over the budget because the machine took the processor away: less processor time than the budget, no wait of their own. Linux only; elsewhere they count as over budget.</summary>
    public long PreemptedUpdates;

    /// <summary>The most processor-bound update over the budget, in microseconds of wall time; 0 when none was.</summary>
    public double WorstOverBudgetMicroseconds;

    /// <summary>Runs of systems that left work for the next update because their share of the time was used up.</summary>
    public long CarriedOver;

    /// <summary>Updates in which a system took longer than its share, but for those that the machine interrupted.</summary>
    public long Overruns;

    /// <summary>Name of the system that exceeded its share by most in the last of these updates; <see langword="null"/> when there was none.</summary>
    public string? OverrunSystem;

    /// <summary>By how much that was, in microseconds.</summary>
    public double OverrunMicroseconds;

    /// <summary>Name of the system that exceeded its share by most in any of these updates; <see langword="null"/> when there was none.</summary>
    public string? WorstOverrunSystem;

    /// <summary>By how much that was, in microseconds.</summary>
    public double WorstOverrunMicroseconds;

    /// <summary>Requests accepted by <see cref="AssetRuntime.Update"/>.</summary>
    public long RequestsTotal;

    /// <summary>Requests that ended ready.</summary>
    public long RequestsReady;

    /// <summary>Requests that failed.</summary>
    public long RequestsFailed;

    /// <summary>Requests that were cancelled.</summary>
    public long RequestsCancelled;

    /// <summary>Requests that ended with a coarser level than they asked for, since memory did not hold more.</summary>
    public long RequestsDegraded;

    /// <summary>Requests that have not ended yet.</summary>
    public readonly long RequestsOpen => RequestsTotal - RequestsReady - RequestsFailed - RequestsCancelled - RequestsDegraded;

    /// <summary>Queued assets that were dropped because they could no longer help; their requests failed as <see cref="FailureReason.Expired"/>.</summary>
    public long Expired;

    /// <summary>Queued assets by <see cref="Urgency"/> now.</summary>
    public UrgencyCounts Queued;

    /// <summary>Reads being served or decoded now.</summary>
    public int ReadsInFlight;

    /// <summary>Bytes being read now.</summary>
    public long BytesInFlight;

    /// <summary>Reads handed to the byte source.</summary>
    public long ReadsSubmitted;

    /// <summary>Reads that ended in an error or early.</summary>
    public long ReadsFailed;

    /// <summary>Reads given up by the watchdog because their bytes did not come in time.</summary>
    public long ReadsTimedOut;

    /// <summary>Reads given up by the watchdog because their bytes came but were not decoded in time.</summary>
    public long DecodesTimedOut;

    /// <summary>Reads called back because nobody wanted their assets any more.</summary>
    public long ReadsCancelled;

    /// <summary>Bytes that were not read because of that.</summary>
    public long BytesSpared;

    /// <summary>Attempts made again.</summary>
    public long Retries;

    /// <summary>Reads of assets handed to <see cref="StreamingOptions.RetrySource"/>.</summary>
    public long RetriesElsewhere;

    /// <summary>Bytes read from the byte source.</summary>
    public long BytesRead;

    /// <summary>Bytes submitted by <see cref="Urgency"/>.</summary>
    public UrgencyCounts BytesSubmitted;

    /// <summary>Assets that became resident by a read.</summary>
    public long AssetsLoaded;

    /// <summary>Decoded bytes of those.</summary>
    public long DecodedBytes;

    /// <summary>Payloads whose bytes did not match their hash: dropped, never served.</summary>
    public long VerifyFailures;

    /// <summary>The bandwidth in force, in bytes a second.</summary>
    public double BandwidthBytesPerSecond;

    /// <summary>Stored bytes a second that the device was measured to read; infinity while it has never been the bottleneck.</summary>
    public double DeviceBytesPerSecond;

    /// <summary>Stored bytes a second that were measured to be decoded; infinity while decoding has never been the bottleneck.</summary>
    public double DecodeBytesPerSecond;

    /// <summary>Whether reads are held back now because what has been read already waits to be decoded.</summary>
    public bool IsDecodeBound;

    /// <summary>The whole budget, staging included, in bytes.</summary>
    public long MemoryBudgetBytes;

    /// <summary>Payload and staging memory handed out now, and what the compressed tier holds, in bytes.</summary>
    public long MemoryBytes;

    /// <summary>The most payload memory plus the most staging memory that was ever handed out, plus all of the compressed tier's, in bytes: an upper bound of the peak of all.</summary>
    public long PeakMemoryBytes;

    /// <summary>Bytes of resident assets now.</summary>
    public long ResidentBytes;

    /// <summary>Bytes reserved for assets on their way now.</summary>
    public long ReservedBytes;

    /// <summary>Bytes of evicted assets in their grace frames now, and of places that moved assets have left as long as readers may be in them.</summary>
    public long GraceBytes;

    /// <summary>Staging bytes in use now.</summary>
    public long StagingBytes;

    /// <summary>Bytes of the one asset larger than all payload memory, now; outside the budget, counted apart.</summary>
    public long OversizedBytes;

    /// <summary>How many such assets there have been.</summary>
    public long OversizedCount;

    /// <summary>Resident assets now.</summary>
    public long ResidentAssets;

    /// <summary>Share of the free payload memory that is not in its largest block, 0 to 1.</summary>
    public double Fragmentation;

    /// <summary>How often room was made for a request whose bytes were free but scattered.</summary>
    public long Compactions;

    /// <summary>Resident payloads moved for that.</summary>
    public long Moves;

    /// <summary>Bytes of those.</summary>
    public long MovedBytes;

    /// <summary>How full the payload memory is, as a level with hysteresis.</summary>
    public MemoryPressure Pressure;

    /// <summary>How scarce the system's memory is, as the monitor saw it last; see <see cref="AssetRuntime.PressureMonitor"/>.</summary>
    public MemoryPressure SystemPressure;

    /// <summary>What that calls for: the runtime keeps less, see <see cref="TargetBytes"/>.</summary>
    public PressureAction PressureAction;

    /// <summary>Name of the source that presses most; <see langword="null"/> when none does.</summary>
    public string? PressureSource;

    /// <summary>Payload bytes that the runtime aims at now: all payload memory, less while the system is short of memory.</summary>
    public long TargetBytes;

    /// <summary>Free payload memory that the runtime has given back to the system, now.</summary>
    public long ReturnedBytes;

    /// <summary>Updates after which the memory invariant did not hold. Must be 0.</summary>
    public long BudgetViolations;

    /// <summary>Assets evicted.</summary>
    public long Evictions;

    /// <summary>Of these, the ones that went above <see cref="StreamingOptions.SoftMemoryLimit"/> before their place was needed.</summary>
    public long Collected;

    /// <summary>Victims that <see cref="StreamingOptions.DemotionTarget"/> has taken.</summary>
    public long DemotionsTaken;

    /// <summary>Victims that it wanted and whose turn did not come before their memory was needed.</summary>
    public long DemotionsMissed;

    /// <summary>Victims of which taking threw an exception.</summary>
    public long DemotionsFailed;

    /// <summary>Reads that the disk store served alone; see <see cref="StreamingOptions.Store"/>.</summary>
    public long StoreReads;

    /// <summary>Bytes that came from the disk store.</summary>
    public long StoreBytes;

    /// <summary>Reads that needed the source behind the disk store, in whole or in part.</summary>
    public long FetchedReads;

    /// <summary>Bytes fetched from there, those beside the wanted ones included.</summary>
    public long FetchedBytes;

    /// <summary>Bytes of victims that were written to the disk store, because reading them back is cheaper than fetching them anew.</summary>
    public long StoreDemotedBytes;

    /// <summary>Victims whose demotion to the disk store did not get its turn before their memory was needed.</summary>
    public long StoreDemotionsMissed;

    /// <summary>Assets that became resident from the compressed tier, without a read; see <see cref="StreamingOptions.CompressedTierBytes"/>.</summary>
    public long AssetsRestored;

    /// <summary>Decoded bytes of those.</summary>
    public long RestoredBytes;

    /// <summary>Restores whose copy had given way to others meanwhile; the assets were read.</summary>
    public long RestoresMissed;

    /// <summary>Copies in the compressed tier that were not what their bundle says: dropped, never served; the assets were read.</summary>
    public long RestoresFailed;

    /// <summary>Victims that the compressed tier has taken.</summary>
    public long CompressionsTaken;

    /// <summary>Victims that it wanted and whose turn did not come before their memory was needed.</summary>
    public long CompressionsMissed;

    /// <summary>Assets in the compressed tier, as of late.</summary>
    public int CompressedAssets;

    /// <summary>Their bytes, uncompressed.</summary>
    public long CompressedAssetBytes;

    /// <summary>Memory they take in the compressed tier.</summary>
    public long CompressedBytes;

    /// <summary>Bytes kept in the compressed tier for each byte of its memory; 1 while it is empty.</summary>
    public readonly double CompressionRatio => CompressedBytes == 0 ? 1 : (double)CompressedAssetBytes / CompressedBytes;

    /// <summary>Bytes evicted.</summary>
    public long EvictedBytes;

    /// <summary>Evicted assets that were asked for again within the grace frames and kept without a read.</summary>
    public long Rescues;

    /// <summary>Assets read for a prediction alone.</summary>
    public long PrefetchIssued;

    /// <summary>Of these, the ones that were then asked for.</summary>
    public long PrefetchUsed;

    /// <summary>Of these, the ones that were dropped without having been asked for.</summary>
    public long PrefetchExpired;

    /// <summary>Share of the prefetches with an outcome that were used, 0 to 1. Low: predictions are wrong and waste bandwidth.</summary>
    public double PrefetchAccuracy;

    /// <summary>Share of the assets that had to be read when they were asked for that prediction had asked for before, 0 to 1. Low: predictions come too late or not at all.</summary>
    public double PrefetchCoverage;

    /// <summary>Predictions alive now.</summary>
    public int Predictions;

    /// <summary>How far ahead forecasts look now, in seconds.</summary>
    public float LookaheadSeconds;

    /// <summary>Look-ups by TryGet that found bytes, all threads; those of the moment may be missing.</summary>
    public long Hits;

    /// <summary>Look-ups by TryGet that found none.</summary>
    public long Misses;

    /// <summary>Copies that were dropped because their time to live was over.</summary>
    public long Expirations;

    /// <summary>Uses reported by TryGet.</summary>
    public long Accesses;

    /// <summary>Uses that were not recorded because a ring was full.</summary>
    public long AccessesDropped;

    /// <summary>Bytes of resident assets by type number (see <see cref="Bundles.AssetTypes"/>), now.</summary>
    public TypeBytes ResidentByType;
}
