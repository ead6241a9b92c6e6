namespace TurtlGraph.Streaming;

/// <summary>
/// A slower tier that may take what leaves memory, for example a disk store. Set by <see cref="StreamingOptions.DemotionTarget"/>.
/// </summary>
/// <remarks>
/// The frame never waits for it: what it does not begin to take before the grace frames of a victim are over is not demoted. Memory that it is taking
/// from stays until it has returned.
/// </remarks>
public interface IDemotionTarget
{
    /// <summary>Whether the asset is worth taking. Frame thread, in the middle of an update: decides from what is at hand, and at once.</summary>
    bool Wants(in DemotedAsset asset);

    /// <summary>
    /// Takes the bytes, which are valid during the call only. A thread of the runtime's own, one call at a time, and it may block; with a
    /// <see cref="IO.VirtualClock"/> the frame thread. An exception counts as a failure and is not passed on.
    /// </summary>
    void Take(in DemotedAsset asset, ReadOnlySpan<byte> bytes);
}
