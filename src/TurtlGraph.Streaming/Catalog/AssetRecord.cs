using System.Runtime.InteropServices;
using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>
/// What the runtime knows of one asset of a mounted bundle: exactly one cache line, so a look-up costs one miss.
/// <see cref="Payload"/>, <see cref="Length"/>, <see cref="Stamp"/>, <see cref="Pins"/>, <see cref="Expiry"/> and <see cref="Touched"/> are
/// shared with any thread; the rest belongs to the frame thread.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct AssetRecord
{
    /// <summary>Address of the published bytes, or 0. Guarded by <see cref="Stamp"/>.</summary>
    public nint Payload;

    /// <summary>Bytes at <see cref="Payload"/>.</summary>
    public int Length;

    /// <summary>
    /// Grows before <see cref="Length"/> and <see cref="Expiry"/> change, which they do only while <see cref="Payload"/> is 0: a reader
    /// that finds it unchanged has values that belong together, and no state of the writer makes one wait.
    /// </summary>
    public uint Stamp;

    /// <summary>Pins held; <see cref="AssetCatalog.EvictionClaim"/> while the frame thread takes the asset away.</summary>
    public int Pins;

    /// <summary>When the bytes are too old to be used, as <see cref="AssetCatalog.TicksAt"/> counts.</summary>
    public uint Expiry;

    /// <summary>The request entity or the cached-asset entity, by <see cref="State"/>.</summary>
    public Entity Owner;

    /// <summary>First handle that waits for this asset and its closure, or -1.</summary>
    public int FirstWaiter;

    /// <summary>First <see cref="Interest"/>: which waiting assets need this one; or -1.</summary>
    public int FirstInterest;

    /// <summary>Assets of the closure that must still become resident before the waiters are ready.</summary>
    public int Remaining;

    /// <summary>Grows whenever the waiters are done with, so that older interests are known to be void.</summary>
    public uint WaitEpoch;

    /// <summary>Live handles on assets whose closure holds this one.</summary>
    public int Holds;

    /// <summary>Number of the mounted bundle.</summary>
    public short Bundle;

    /// <summary>The state.</summary>
    public AssetState State;

    /// <summary>Attempts to read it that failed since it was queued.</summary>
    public byte FailedAttempts;

    /// <summary>How often it was loaded; the next cached copy gets one more.</summary>
    public ushort Loads;

    /// <summary>What prediction has to do with it.</summary>
    public PredictionMark Prediction;

    /// <summary>The mark of the frame in which a use by handle was last reported to the access log.</summary>
    public byte Touched;

    /// <summary>When the first of the handles that wait began to, in seconds on the runtime's clock.</summary>
    public float WaitingSince;
}
