namespace TurtlGraph.Caching;

/// <summary>Where a read of a <see cref="StoredByteSource"/> is.</summary>
internal enum StoredReadState : byte
{
    Free = 0,

    /// <summary>Nobody has begun with it.</summary>
    Waiting = 1,

    /// <summary>A thread looks into the store.</summary>
    Looking = 2,

    /// <summary>The source behind has not taken it yet.</summary>
    Offered = 3,

    /// <summary>The source behind reads.</summary>
    Fetching = 4,

    /// <summary>Its completion can be polled.</summary>
    Finished = 5,
}
