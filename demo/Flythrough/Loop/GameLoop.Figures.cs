using TurtlGraph.Prediction;
using TurtlGraph.Streaming;

namespace TurtlGraph.Flythrough;

internal sealed partial class GameLoop
{
    private const double PostsPerSecond = 8;
    private LiveFigures _figures;
    private double _lastPost, _longest, _sum;
    private int _framesSincePost;

    /// <summary>Gathers what a view shows, and posts it some times a second.</summary>
    private void NoteFigures(in TrajectorySample pose)
    {
        double microseconds = _runtime.Metrics.UpdateMicroseconds;
        _longest = Math.Max(_longest, microseconds);
        _sum += microseconds;
        _framesSincePost++;
        if (pose.Time - _lastPost < 1.0 / PostsPerSecond && _frames > 0)
        {
            return;
        }

        (_figures.PositionX, _figures.PositionY, _figures.PositionZ) = (pose.Position.X, pose.Position.Y, pose.Position.Z);
        _figures.FrameMicroseconds = _sum / _framesSincePost;
        _figures.FrameMaxMicroseconds = _longest;
        (_lastPost, _longest, _sum, _framesSincePost) = (pose.Time, 0, 0, 0);
        _memory.Note(_runtime.Metrics);
        PostFigures();
    }

    private void PostFigures()
    {
        ref readonly RuntimeMetrics metrics = ref _runtime.Metrics;
        _figures.Time = _time;
        _figures.Seconds = _setup.Route.Seconds;
        _figures.Frames = _frames + 1;
        _figures.Manoeuvre = _setup.Route.ManoeuvreAt(_time);
        _figures.FrameBudgetMicroseconds = FlightSetup.FrameBudget.TotalMicroseconds;
        (_figures.OverBudget, _figures.Preempted) = (metrics.OverBudgetUpdates, metrics.PreemptedUpdates);
        (_figures.NeededAssets, _figures.ResidentNeeded) = _accounting.LastFrame;
        _figures.HitRatio = _accounting.NeedHitRatio;
        for (int i = 0; i < 4; i++)
        {
            _figures.Queued[i] = metrics.Queued[i];
        }

        (_figures.BytesRead, _figures.BandwidthLimit) = (metrics.BytesRead, metrics.BandwidthBytesPerSecond);
        (_figures.Resident, _figures.Reserved, _figures.Grace) = (metrics.ResidentBytes, metrics.ReservedBytes, metrics.GraceBytes);
        (_figures.PeakMemory, _figures.Budget) = (metrics.PeakMemoryBytes, metrics.MemoryBudgetBytes);
        (_figures.Evictions, _figures.Rescued) = (metrics.Evictions, metrics.Rescues);
        (_figures.PredictionsIssued, _figures.PredictionsUsed) = (metrics.PrefetchIssued, metrics.PrefetchUsed);
        (_figures.Accuracy, _figures.Coverage) = (metrics.PrefetchAccuracy, metrics.PrefetchCoverage);
        (_figures.RequestsTotal, _figures.RequestsOpen) = (metrics.RequestsTotal, metrics.RequestsOpen);
        _board.Post(_figures);
    }

    private FlightReport Report()
    {
        ref readonly RuntimeMetrics metrics = ref _runtime.Metrics;
        return new FlightReport
        {
            Frames = _frames,
            Seconds = Math.Round(_flown, 3),
            FrameUs = FrameMicroseconds.Of(_updateMicroseconds),
            FrameBudgetUs = FlightSetup.FrameBudget.TotalMicroseconds,
            OverBudgetFrames = metrics.OverBudgetUpdates,
            PreemptedFrames = metrics.PreemptedUpdates,
            GcBytesPerFrame = _allocations.BytesPerFrame,
            GcBytesPerFrameProcess = _allocations.ProcessBytesPerFrame,
            GcCollections = _allocations.Collections,
            Systems = [.. _runtime.Systems.Select(system => new SystemFigures(
                system.Name, Math.Round(system.Mean.TotalMicroseconds, 2), Math.Round(system.Max.TotalMicroseconds, 2), system.CarriedOver, system.Overran))],
            NeededAssetFrames = _accounting.NeededAssetFrames,
            ResidentAssetFrames = _accounting.ResidentAssetFrames,
            NeedHitRatio = _accounting.NeedHitRatio,
            LateMs = LateMilliseconds.Of(_accounting.LateMilliseconds),
            LostWhileNeeded = _accounting.LostWhileNeeded,
            Reads = metrics.ReadsSubmitted,
            BytesRead = metrics.BytesRead,
            BytesNeeded = _accounting.BytesNeeded,
            BytesWasted = _accounting.BytesWasted,
            Prefetch = new PrefetchFigures(metrics.PrefetchIssued, metrics.PrefetchUsed, metrics.PrefetchIssued == 0 ? 0 : (double)metrics.PrefetchUsed / metrics.PrefetchIssued, metrics.PrefetchCoverage),
            PeakMemoryBytes = metrics.PeakMemoryBytes,
            MemoryBudgetBytes = metrics.MemoryBudgetBytes,
            BudgetViolations = metrics.BudgetViolations,
            Memory = _memory.Report(_runtime.PressureMonitor),
            Requests = new RequestFigures(metrics.RequestsTotal, metrics.RequestsReady, metrics.RequestsFailed, metrics.RequestsCancelled, metrics.RequestsOpen),
            FirstFailure = _client.FirstFailed < 0 ? null : $"{_bundle.Name(_client.FirstFailed)}: {_client.FirstFailure}",
            Evictions = metrics.Evictions,
            Rescued = metrics.Rescues,
            Compressed = _setup.Options.Compressed is null ? null : new CompressedFigures(
                metrics.AssetsRestored, metrics.RestoredBytes, metrics.RestoresMissed, metrics.RestoresFailed, metrics.CompressionsTaken, metrics.CompressionsMissed,
                metrics.CompressedAssets, metrics.CompressedBytes, Math.Round(metrics.CompressionRatio, 2)),
            VerifyFailures = metrics.VerifyFailures,
            WrongBytesServed = _checks.Wrong,
            ServedChecks = _checks.Made,
            TraceEvents = _traceEvents,
            TraceDropped = _runtime.Trace.Dropped,
            TraceHash = _runtime.Trace.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            Config = Config(),
        };
    }

    private FlightConfig Config() => new()
    {
        World = _setup.Scene.Name,
        Trajectory = _setup.Route.Name,
        Assets = _bundle.Count,
        Seconds = _setup.Route.Seconds,
        Fps = _setup.Options.FramesPerSecond,
        Budget = _setup.Options.Budget,
        Bandwidth = _setup.Options.Bandwidth,
        Latency = _setup.Options.Latency,
        Clock = _setup.IsVirtual ? "virtual" : "real",
        Predictor = _setup.Options.Predictor,
        Policy = _setup.Options.Policy,
        Radius = _setup.Radius,
        Fov = _setup.Options.FieldOfView,
        Seed = _setup.Options.Seed,
        Source = _runtime.SourceName,
        SourceDetail = _runtime.SourceDetail,
    };
}
