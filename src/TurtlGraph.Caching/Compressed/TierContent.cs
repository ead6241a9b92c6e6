namespace TurtlGraph.Caching;

/// <summary>What is known of how an asset will be used: by it, a <see cref="CompressedTier"/> chooses how to keep it (source B).</summary>
public enum TierContent : byte
{
    /// <summary>Seldom used: kept as small as it gets.</summary>
    Cold = 0,

    /// <summary>When it is used, it is needed at once: compressed with the codec that decodes fastest.</summary>
    TimeSensitive = 1,

    /// <summary>Used all the time: kept as it is when it is small, as time-sensitive data else.</summary>
    Hot = 2,
}
