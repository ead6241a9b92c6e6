namespace TurtlGraph.Streaming;

/// <summary>
/// The columns of one chunk of queued requests, as plain numbers. All have the same length, a whole number of 64-byte lines,
/// so the vector loop needs no tail; rows past the chunk's count are computed and never used.
/// </summary>
internal ref struct PriorityColumns
{
    public ReadOnlySpan<float> PositionX;
    public ReadOnlySpan<float> PositionY;
    public ReadOnlySpan<float> PositionZ;
    public ReadOnlySpan<float> Radius;
    public ReadOnlySpan<float> Importance;
    public ReadOnlySpan<float> SizeFactor;
    public ReadOnlySpan<float> QueuedAt;
    public ReadOnlySpan<float> Deadline;
    public ReadOnlySpan<float> NotBefore;
    public ReadOnlySpan<int> Waiters;
    public ReadOnlySpan<int> UrgencyBound;

    /// <summary>The class of the last recalculation goes in, that of this one comes out.</summary>
    public Span<int> Urgency;

    /// <summary>The viewer with the best score; empty when nobody asks.</summary>
    public Span<int> Viewer;
    public Span<float> Score;

    /// <summary>The rows from <paramref name="start"/> on.</summary>
    public readonly PriorityColumns Slice(int start, int length) => new()
    {
        PositionX = PositionX.Slice(start, length),
        PositionY = PositionY.Slice(start, length),
        PositionZ = PositionZ.Slice(start, length),
        Radius = Radius.Slice(start, length),
        Importance = Importance.Slice(start, length),
        SizeFactor = SizeFactor.Slice(start, length),
        QueuedAt = QueuedAt.Slice(start, length),
        Deadline = Deadline.Slice(start, length),
        NotBefore = NotBefore.Slice(start, length),
        Waiters = Waiters.Slice(start, length),
        UrgencyBound = UrgencyBound.Slice(start, length),
        Urgency = Urgency.Slice(start, length),
        Viewer = Viewer.IsEmpty ? Viewer : Viewer.Slice(start, length),
        Score = Score.Slice(start, length),
    };
}
