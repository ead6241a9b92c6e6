using System.Numerics;
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
        parameters.Waits = Waits();
        parameters.SecondsPerMebibyte = (float)(state.Speed.SecondsFor(1 << 20, latency: 0));
        ReadOnlySpan<Viewer> viewers = state.Viewers.AsSpan(0, state.ViewerCount);
        foreach (ref readonly Chunk chunk in _queued)
        {
            PriorityColumns columns = ColumnsOf(chunk);
            columns.Viewer = viewers.Length > 1 ? chunk.PaddedSpan<ScoringViewer, int>() : default;
            PriorityKernel.Score(columns, parameters, viewers);
        }
    }

    /// <summary>
    /// When a request of each class would have its turn: after what is under way, what is queued in its class and in more urgent ones,
    /// and the time that the quickest read takes.
    /// </summary>
    private Vector4 Waits()
    {
        Vector4 waits = default;
        double queued = 0;
        for (int urgency = 0; urgency < BandwidthBuckets.Classes; urgency++)
        {
            int predicted = urgency == (int)Urgency.Low ? state.Counters.QueuedPredicted : 0;
            queued += (state.Counters.QueuedByUrgency[urgency] - predicted) * state.Speed.MeanBytes;
            waits[urgency] = (float)(state.Window.FastestSeconds + state.Speed.SecondsUntilTurn(queued, state.Bandwidth.BytesPerSecond));
        }

        return waits;
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
