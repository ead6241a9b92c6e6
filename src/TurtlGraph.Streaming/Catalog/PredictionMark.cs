namespace TurtlGraph.Streaming;

/// <summary>What prediction has to do with an asset.</summary>
[Flags]
internal enum PredictionMark : byte
{
    None = 0,

    /// <summary>A live prediction entity names the asset, itself or as part of a closure: a request for it is wanted without a holder.</summary>
    Wanted = 1,

    /// <summary>It was loaded, or is being loaded, before anybody asked for it.</summary>
    Prefetched = 2,

    /// <summary>It failed for good: prediction leaves it alone until somebody asks for it.</summary>
    Broken = 4,
}
