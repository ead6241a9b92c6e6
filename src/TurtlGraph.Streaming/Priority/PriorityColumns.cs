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
    public Span<int> Urgency;
    public Span<float> Score;
}
