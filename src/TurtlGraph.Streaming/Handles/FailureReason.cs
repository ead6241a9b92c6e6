namespace TurtlGraph.Streaming;

/// <summary>Why a request failed.</summary>
public enum FailureReason : byte
{
    /// <summary>It did not fail.</summary>
    None = 0,

    /// <summary>The device or the far side reported an error, on every attempt.</summary>
    ReadError = 1,

    /// <summary>The file ended before the asset did, on every attempt: the bundle is cut.</summary>
    ShortRead = 2,

    /// <summary>The bytes do not match their BLAKE3 hash, on every attempt: the bundle is damaged.</summary>
    VerifyFailed = 3,

    /// <summary>The library for the asset's codec is missing on this machine.</summary>
    CodecUnavailable = 4,

    /// <summary>No answer within <see cref="StreamingOptions.ReadTimeout"/>, <see cref="StreamingOptions.DecodeTimeout"/> or <see cref="StreamingOptions.RequestTimeout"/>.</summary>
    TimedOut = 5,

    /// <summary>The asset with its dependencies does not fit the memory budget, or all memory stayed held for too long.</summary>
    OutOfBudget = 6,

    /// <summary>An asset it depends on failed.</summary>
    DependencyFailed = 7,

    /// <summary>
    /// It can no longer help: its deadline has passed and it lies out of every viewer's reach, or it was of use only in time
    /// (<see cref="Demand.IsUselessWhenLate"/>) and could not be there in time any more.
    /// </summary>
    Expired = 8,
}
