using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>Scores and classes every queued request, a chunk of columns at a time.</summary>
internal sealed class PriorityRecalculationSystem(RuntimeState state) : ISystem
{
    private readonly Query _queued = state.World.Query(QueuedRequests);

    /// <summary>The requests that wait for admission.</summary>
    public static QueryDescription QueuedRequests => new QueryDescription().All<AssetKey, Score, Queued>();

    public void Run(ref Frame frame)
    {
        PriorityParameters parameters = PriorityParameters.From(state.Options, state.Now);
        ReadOnlySpan<Viewer> viewers = state.Viewers.AsSpan(0, state.ViewerCount);
        foreach (ref readonly Chunk chunk in _queued)
        {
            PriorityColumns columns = ColumnsOf(chunk);
            columns.Viewer = viewers.Length > 1 ? chunk.PaddedSpan<ScoringViewer, int>() : default;
            PriorityKernel.Score(columns, parameters, viewers);
        }
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
