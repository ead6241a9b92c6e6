namespace TurtlGraph.Memory;

/// <summary>What happens to copied bytes next, which decides whether a copy should go through the caches.</summary>
public enum CopyUse : byte
{
    /// <summary>They are read soon: they stay in the caches as far as they fit.</summary>
    ReadSoon = 0,

    /// <summary>
    /// They lie cold and are not read for a while, as when payloads are moved together: what the caches hold is more worth than
    /// they are.
    /// </summary>
    ReadLater = 1,
}
