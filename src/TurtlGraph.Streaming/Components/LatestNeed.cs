namespace TurtlGraph.Streaming;

/// <summary>Until when the request is of use to any of those who wait for it.</summary>
public struct LatestNeed
{
    /// <summary>The latest of their deadlines in seconds on <see cref="AssetRuntime.Time"/>; positive infinity when one of them has none.</summary>
    public float Deadline;

    /// <summary>1 when none of them has a use for it after that; 0 when it may still come late.</summary>
    public int IsUselessAfter;
}
