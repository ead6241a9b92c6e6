namespace TurtlGraph.Streaming;

/// <summary>Which read operation carries the request while it is read and decoded.</summary>
public struct InFlight
{
    /// <summary>The operation's slot, or -1 while the request is queued.</summary>
    public int Operation;
}
