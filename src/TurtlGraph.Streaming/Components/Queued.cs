namespace TurtlGraph.Streaming;

/// <summary>Tag of a request that waits for admission.</summary>
public struct Queued;
