using System.Numerics;
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
        parameters.Waits = Waits();
        parameters.SecondsPerMebibyte = (float)(state.Speed.SecondsFor(1 << 20, latency: 0));
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
