namespace TurtlGraph.Bundles;

/// <summary>One of several inputs that <see cref="Blake3.HashMany(ReadOnlySpan{Blake3Input}, Span{Hash256})"/> hashes side by side. The memory stays the caller's and does not move meanwhile.</summary>
/// <param name="start">First byte; may be null when <paramref name="length"/> is 0.</param>
/// <param name="length">Bytes, at least 0.</param>
public readonly unsafe struct Blake3Input(byte* start, int length)
{
    /// <summary>First byte.</summary>
    public byte* Start { get; } = start;

    /// <summary>Bytes.</summary>
    public int Length { get; } = length;
}
