namespace TurtlGraph.Caching;

/// <summary>What the size of a cache counts.</summary>
public enum CacheUnit
{
    /// <summary>Objects: each takes one place, however large.</summary>
    Objects = 0,

    /// <summary>Bytes: each object takes its size.</summary>
    Bytes = 1,
}
