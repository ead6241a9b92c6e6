namespace TurtlGraph.Streaming;

/// <summary>The decisions a <see cref="TraceEvent"/> can tell of.</summary>
public enum TraceKind : byte
{
    /// <summary>A request was taken in; the detail is the number of assets of its closure that had to be loaded.</summary>
    Requested = 0,

    /// <summary>An asset entered the queue.</summary>
    Queued = 1,

    /// <summary>Its read was handed to the byte source; the detail is the bytes of the read operation.</summary>
    Submitted = 2,

    /// <summary>It became resident; the detail is the microseconds from queue to residency.</summary>
    Loaded = 3,

    /// <summary>An attempt failed and will be made again; the detail is the <see cref="FailureReason"/>.</summary>
    Retried = 4,

    /// <summary>It failed for good; the detail is the <see cref="FailureReason"/>.</summary>
    Failed = 5,

    /// <summary>It left the queue because nobody wanted it any more.</summary>
    Dropped = 6,

    /// <summary>A request ended ready.</summary>
    Ready = 7,

    /// <summary>A request was cancelled.</summary>
    Cancelled = 8,

    /// <summary>It was evicted; the detail is its bytes.</summary>
    Evicted = 9,

    /// <summary>It was asked for again within the grace frames and kept without a read.</summary>
    Rescued = 10,

    /// <summary>A prediction led to a request; the detail is the milliseconds until it is expected to be needed.</summary>
    Predicted = 11,

    /// <summary>A predicted asset was used.</summary>
    PredictionUsed = 12,

    /// <summary>A predicted asset was not used in time.</summary>
    PredictionExpired = 13,

    /// <summary>Its payload was moved to make room for a request; the detail is its bytes.</summary>
    Moved = 14,

    /// <summary>
    /// The system's memory pressure changed; names no asset. The detail is the <see cref="Memory.MemoryPressure"/> times 256 plus
    /// the <see cref="Memory.PressureAction"/>.
    /// </summary>
    PressureChanged = 15,

    /// <summary>It was asked for, as a root or for one, and there; the detail is the tier: 0 for memory.</summary>
    Hit = 16,

    /// <summary>It was asked for, as a root or for one, and was not there: it is loaded, or is being loaded.</summary>
    Missed = 17,

    /// <summary>A request ended with a coarser level than this one, which memory does not hold.</summary>
    Degraded = 18,

    /// <summary>It came back from the compressed tier and is resident, without a read; the detail is the microseconds from queue to residency.</summary>
    Restored = 19,
}
