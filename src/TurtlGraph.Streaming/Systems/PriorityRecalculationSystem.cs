using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>
/// Scores and classes every queued request, a chunk of columns at a time. When the time is up, the next update goes on with the
/// chunk behind the last one, so that each gets its turn.
/// </summary>
internal sealed class PriorityRecalculationSystem(RuntimeState state) : ISystem
{
    private readonly Query _queued = state.World.Query(QueuedRequests);
    private int _next;

    /// <summary>The requests that wait for admission.</summary>
    public static QueryDescription QueuedRequests => new QueryDescription().All<AssetKey, Score, Queued>();

    public void Run(ref Frame frame)
    {
        PriorityParameters parameters = PriorityParameters.From(state.Options, state.Now);
        ReadOnlySpan<Viewer> viewers = state.Viewers.AsSpan(0, state.ViewerCount);
        int first = _next;
        int chunks = _queued.ChunkCount();
        _next = 0;
        if (first > 0 && first < chunks && !Score(first, chunks, parameters, viewers, ref frame))
        {
            return;
        }

        Score(0, first > 0 && first < chunks ? first : chunks, parameters, viewers, ref frame);
    }

    /// <summary>Scores chunks, one at least; <see langword="false"/> when the time was up before the last one.</summary>
    private bool Score(int first, int end, in PriorityParameters parameters, ReadOnlySpan<Viewer> viewers, ref Frame frame)
    {
        int index = 0;
        foreach (ref readonly Chunk chunk in _queued)
        {
            if (index >= first && index < end)
            {
                PriorityColumns columns = ColumnsOf(chunk);
                columns.Viewer = viewers.Length > 1 ? chunk.PaddedSpan<ScoringViewer, int>() : default;
                PriorityKernel.Score(columns, parameters, viewers);
                if (index + 1 < end && frame.TimeIsUp)
                {
                    _next = index + 1;
                    frame.CarryOver();
                    return false;
                }
            }

            index++;
        }

        return true;
    }

    private static PriorityColumns ColumnsOf(in Chunk chunk) => new()
    {
        PositionX = chunk.PaddedSpan<PositionX, float>(),
        PositionY = chunk.PaddedSpan<PositionY, float>(),
        PositionZ = chunk.PaddedSpan<PositionZ, float>(),
        Radius = chunk.PaddedSpan<BoundingRadius, float>(),
        Importance = chunk.PaddedSpan<Importance, float>(),
        SizeFactor = chunk.PaddedSpan<SizeFactor, float>(),
        QueuedAt = chunk.PaddedSpan<QueuedAt, float>(),
        Deadline = chunk.PaddedSpan<Deadline, float>(),
        NotBefore = chunk.PaddedSpan<NotBefore, float>(),
        Waiters = chunk.PaddedSpan<Waiters, int>(),
        UrgencyBound = chunk.PaddedSpan<UrgencyBound, int>(),
        Urgency = chunk.PaddedSpan<RequestUrgency, int>(),
        Score = chunk.PaddedSpan<Score, float>(),
    };
}
