namespace TurtlGraph.Streaming;

/// <summary>Tag of a request whose bytes are being read.</summary>
public struct Reading;
