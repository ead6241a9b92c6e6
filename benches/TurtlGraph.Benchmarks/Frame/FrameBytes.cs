using System.Runtime.CompilerServices;
using TurtlGraph.Prediction;
using TurtlGraph.Streaming;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// The bytes of columns and records that each system must touch in a frame of a <see cref="FrameWorld"/>, reads and writes, each
/// column once: the least that any way of doing the work has to move.
/// </summary>
internal static class FrameBytes
{
    private const int ScoredColumns = 13;
    private const int ChosenColumns = 2;

    // Key, place, radius, payload, use, size, class, score, version, grace, load time, bound.
    private static readonly int CachedRow = Unsafe.SizeOf<AssetKey>() + Unsafe.SizeOf<Payload>() + (14 * sizeof(float));
    private static readonly int RequestRow = Unsafe.SizeOf<AssetKey>() + Unsafe.SizeOf<ReadPlan>() + Unsafe.SizeOf<Payload>() + (14 * sizeof(float));
    private static readonly int PredictionRow = Unsafe.SizeOf<AssetKey>() + (5 * sizeof(float));
    private static readonly int Record = Unsafe.SizeOf<AssetRecord>();

    /// <summary>One figure a system, in the order in which they run.</summary>
    public static long[] Of(FrameWorld world)
    {
        RuntimeMetrics metrics = world.Runtime.Metrics;
        long queued = 0;
        for (int i = 0; i < 4; i++)
        {
            queued += metrics.Queued[i];
        }

        const int hits = FrameWorld.HitsPerFrame;
        const int arrivals = FrameWorld.ReadsPerFrame + FrameWorld.CancelsPerFrame;
        const int commands = (2 * hits) + arrivals + FrameWorld.CancelsPerFrame;
        long ingest = (commands * (Unsafe.SizeOf<SubmitCommand>() + Record + Unsafe.SizeOf<HandleEntry>()))
            + ((arrivals + FrameWorld.CancelsPerFrame) * RequestRow) + (2 * hits * CachedRow);
        long completion = FrameWorld.ReadsPerFrame * (Unsafe.SizeOf<LoadEvent>() + Unsafe.SizeOf<LoadOperation>() + Unsafe.SizeOf<LoadPart>() + Record + RequestRow + CachedRow);
        long access = FrameWorld.UsesPerFrame * (sizeof(int) + Record + (2 * sizeof(float)));
        long prediction = (metrics.Predictions * (PredictionRow + Record)) + (PredictionSystem.ExaminedPerFrame * (5 * sizeof(float)));
        long submit = FrameWorld.ReadsPerFrame * (RequestRow + Record + Unsafe.SizeOf<LoadOperation>() + Unsafe.SizeOf<LoadPart>());
        return
        [
            ingest,
            completion,
            access,
            prediction,
            queued * ScoredColumns * sizeof(float),
            queued * ChosenColumns * sizeof(float),
            submit,
            0,
            Unsafe.SizeOf<PrefetchStatistics>(),
            Unsafe.SizeOf<RuntimeMetrics>(),
        ];
    }
}
