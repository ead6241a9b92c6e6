namespace TurtlGraph.Streaming;

/// <summary>Tag of a request whose bytes have arrived and are being decoded and verified.</summary>
public struct Decoding;
