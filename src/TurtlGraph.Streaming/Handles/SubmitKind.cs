namespace TurtlGraph.Streaming;

/// <summary>The kinds of <see cref="SubmitCommand"/>.</summary>
internal enum SubmitKind : byte
{
    Request = 0,
    Cancel = 1,
    Release = 2,
}
