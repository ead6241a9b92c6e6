namespace TurtlGraph.Caching;

/// <summary>
/// What an event of a recording tells. Below 32 are what a runtime decided and what came of it; from 40 on what it was told, which is
/// enough to tell it all again.
/// </summary>
public enum RecordedKind : byte
{
    /// <summary>A request was taken in; the value is the number of assets that had to be loaded for it.</summary>
    Requested = 0,

    /// <summary>An asset entered the queue.</summary>
    Queued = 1,

    /// <summary>Its read was handed to the device; the value is the bytes of the read operation.</summary>
    Submitted = 2,

    /// <summary>It became resident; the value is the microseconds from queue to residency.</summary>
    Loaded = 3,

    /// <summary>An attempt failed and will be made again.</summary>
    Retried = 4,

    /// <summary>It failed for good.</summary>
    Failed = 5,

    /// <summary>It left the queue because nobody wanted it any more.</summary>
    Dropped = 6,

    /// <summary>A request ended ready.</summary>
    Ready = 7,

    /// <summary>A request was cancelled.</summary>
    Cancelled = 8,

    /// <summary>It was evicted; the value is its bytes.</summary>
    Evicted = 9,

    /// <summary>It was asked for again within the grace frames and kept without a read.</summary>
    Rescued = 10,

    /// <summary>It was asked for ahead of need; the value is the milliseconds until it is expected to be needed.</summary>
    Prefetched = 11,

    /// <summary>What was asked for ahead of need was used.</summary>
    PrefetchUsed = 12,

    /// <summary>What was asked for ahead of need was not used in time.</summary>
    PrefetchExpired = 13,

    /// <summary>Its bytes were moved within memory.</summary>
    Moved = 14,

    /// <summary>The system's memory pressure changed; names no asset.</summary>
    PressureChanged = 15,

    /// <summary>It was asked for and there; the value is the tier, 0 for memory.</summary>
    Hit = 16,

    /// <summary>It was asked for and had to be loaded.</summary>
    Missed = 17,

    /// <summary>A request ended with a coarser level than this asset, which memory does not hold.</summary>
    Degraded = 18,

    /// <summary>It came back from the compressed tier and is resident, without a read; the value is the microseconds from queue to residency.</summary>
    Restored = 19,

    /// <summary>It was asked for, of whose outcome nothing is known; the value is its bytes. What other formats are converted to.</summary>
    Accessed = 32,

    /// <summary>A frame begins; the value is its time since the frame before. The data is the runtime's.</summary>
    Frame = 40,

    /// <summary>A bundle was mounted. The data is the runtime's.</summary>
    Mount = 41,

    /// <summary>A thread asked for an asset. The data is the runtime's.</summary>
    CallRequest = 42,

    /// <summary>A thread cancelled a request; the value is its handle.</summary>
    CallCancel = 43,

    /// <summary>A thread gave a handle back; the value is the handle.</summary>
    CallRelease = 44,

    /// <summary>A thread pinned an asset.</summary>
    CallPin = 45,

    /// <summary>A thread took a pin back.</summary>
    CallUnpin = 46,

    /// <summary>A thread used the bytes of an asset.</summary>
    CallUse = 47,

    /// <summary>The recording ends, whole; the data is the runtime's.</summary>
    End = 48,
}
