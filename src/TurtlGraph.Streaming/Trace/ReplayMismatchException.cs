namespace TurtlGraph.Streaming;

/// <summary>A recording is replayed with bundles that are not the recorded ones; the message says which.</summary>
public sealed class ReplayMismatchException(string message) : IOException(message);
