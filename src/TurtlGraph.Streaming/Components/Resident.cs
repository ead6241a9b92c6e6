namespace TurtlGraph.Streaming;

/// <summary>Tag of a cached asset that is published.</summary>
public struct Resident;
