namespace TurtlGraph.Streaming;

/// <summary>Where a request stands.</summary>
public enum RequestStatus : byte
{
    /// <summary>The handle is not valid: never given out, or released.</summary>
    Stale = 0,

    /// <summary>Queued, being read or being decoded, itself or one of its dependencies.</summary>
    Pending = 1,

    /// <summary>Ended well: the asset and all it depends on became resident.</summary>
    Ready = 2,

    /// <summary>Ended badly; <see cref="AssetRuntime.Failure"/> tells the reason.</summary>
    Failed = 3,

    /// <summary>Ended by <see cref="AssetRuntime.Cancel"/>.</summary>
    Cancelled = 4,

    /// <summary>Was ready, but the asset has since been evicted for memory; request it anew to have it back.</summary>
    Evicted = 5,

    /// <summary>
    /// Ended without what was asked for, since memory does not hold it; a coarser level is held instead and given by
    /// <see cref="AssetRuntime.TryGetBest"/>. Request the finer level anew when there may be room.
    /// </summary>
    Degraded = 6,
}
