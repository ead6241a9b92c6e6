namespace TurtlGraph.Bundles;

/// <summary>One entry that cannot be served.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Name">Its name.</param>
/// <param name="Offset">First byte of its payload in the file.</param>
/// <param name="Status">How decoding ended.</param>
/// <param name="Explanation">What that means and what to do.</param>
public readonly record struct VerifyProblem(int Entry, string Name, long Offset, DecodeStatus Status, string Explanation);
