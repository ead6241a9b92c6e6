namespace TurtlGraph.Streaming;

/// <summary>What the frame thread alone knows of a handle: its neighbours in the list of requests that wait for the same asset, or -1.</summary>
internal struct WaiterLinks
{
    public int NextWaiter;

    public int PreviousWaiter;

    /// <summary>What was asked for, in case something has to be loaded again while it waits.</summary>
    public Want Want;

    /// <summary>The coarser level that a degraded request holds instead of what it asked for.</summary>
    public int StandIn;
}
