namespace TurtlGraph.Bundles;

/// <summary>Elements of an accessor that differ from its view.</summary>
/// <param name="Count">How many.</param>
/// <param name="IndexView">The view with their places in the accessor.</param>
/// <param name="IndexOffset">Where in that view they begin.</param>
/// <param name="IndexType">The kind of the indices.</param>
/// <param name="ValueView">The view with their values.</param>
/// <param name="ValueOffset">Where in that view they begin.</param>
internal sealed record GltfSparse(long Count, int IndexView, long IndexOffset, GltfComponent IndexType, int ValueView, long ValueOffset);
