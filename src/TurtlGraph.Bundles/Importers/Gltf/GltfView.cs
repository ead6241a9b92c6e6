namespace TurtlGraph.Bundles;

/// <summary>A buffer view.</summary>
/// <param name="Json">Where it stands in the document.</param>
/// <param name="Buffer">The buffer that holds its bytes.</param>
/// <param name="Offset">Where its bytes begin in the buffer.</param>
/// <param name="Length">How many bytes it has there.</param>
/// <param name="Decoded">How many bytes accessors see: as many, unless they are compressed.</param>
/// <param name="Stride">Bytes from one element to the next, or 0 when they lie side by side.</param>
/// <param name="IsPacked">Whether its bytes are compressed by an extension.</param>
internal sealed record GltfView(GltfJson Json, int Buffer, long Offset, long Length, long Decoded, long Stride, bool IsPacked);
