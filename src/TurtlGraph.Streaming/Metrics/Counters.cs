namespace TurtlGraph.Streaming;

/// <summary>Running totals of the frame thread; copied into <see cref="RuntimeMetrics"/> by the metrics system.</summary>
internal sealed class Counters
{
    public long RequestsTotal;
    public long RequestsReady;
    public long RequestsFailed;
    public long RequestsCancelled;
    public long RequestsDegraded;

    public long ReadsSubmitted;
    public long ReadsFailed;
    public long BytesRead;
    public long AssetsLoaded;
    public long DecodedBytes;
    public long Retries;
    public long TimedOutReads;
    public long TimedOutDecodes;
    public long RetriesElsewhere;
    public long VerifyFailures;

    public long ResidentBytes;
    public long ReservedBytes;
    public long GraceBytes;

    /// <summary>Places that assets have been moved from and readers may still be in.</summary>
    public long LeftBytes;

    public long Moves;
    public long MovedBytes;
    public long Compactions;
    public long ResidentAssets;
    public long Evictions;
    public long EvictedBytes;
    public long Collected;
    public long Rescues;
    public long Expirations;
    public long AssetsRestored;
    public long RestoredBytes;
    public long RestoresMissed;
    public long RestoresFailed;
    public long BudgetViolations;

    public long AccessesRecorded;

    public long[] ResidentBytesByType { get; } = new long[256];

    public long[] BytesSubmittedByUrgency { get; } = new long[4];

    public int[] QueuedByUrgency { get; } = new int[4];

    /// <summary>Queued requests that only prediction wants.</summary>
    public int QueuedPredicted;

    public long RequestsExpired;
    public long ReadsCancelled;
    public long BytesSpared;
}
