namespace TurtlGraph.Streaming;

/// <summary>Tag of an evicted asset whose memory is kept for the grace frames and can still be rescued.</summary>
public struct Grace;
