namespace TurtlGraph.Bundles;

/// <summary>An accessor: numbers of one kind in a view, some of which a sparse list may replace.</summary>
/// <param name="Json">Where it stands in the document.</param>
/// <param name="View">The view, or null for zeros.</param>
/// <param name="Offset">Where in the view it begins.</param>
/// <param name="Type">The kind of its numbers.</param>
/// <param name="Components">Numbers of an element.</param>
/// <param name="Count">Elements.</param>
/// <param name="Stride">Bytes from one element to the next.</param>
/// <param name="Sparse">Elements that are replaced, or null.</param>
internal sealed record GltfAccessor(
    GltfJson Json, int? View, long Offset, GltfComponent Type, int Components, long Count, long Stride, GltfSparse? Sparse)
{
    /// <summary>Whether integers stand for fractions of their range.</summary>
    public bool IsNormalised { get; init; }

    public IEnumerable<int> Views()
    {
        if (View is { } view)
        {
            yield return view;
        }

        if (Sparse is not null)
        {
            yield return Sparse.IndexView;
            yield return Sparse.ValueView;
        }
    }
}
