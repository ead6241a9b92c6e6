namespace TurtlGraph.Streaming;

/// <summary>How many held assets need this one; 0 for a request that only prediction wants.</summary>
public struct Waiters
{
    /// <summary>Holds, 0 or more.</summary>
    public int Count;
}
