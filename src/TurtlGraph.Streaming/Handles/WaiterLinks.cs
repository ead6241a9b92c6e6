namespace TurtlGraph.Streaming;

/// <summary>A handle's neighbours in the list of requests that wait for the same asset, or -1. Frame thread only.</summary>
internal struct WaiterLinks
{
    public int NextWaiter;

    public int PreviousWaiter;
}
