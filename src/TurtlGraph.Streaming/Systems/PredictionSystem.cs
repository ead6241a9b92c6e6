using System.Numerics;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;
using TurtlGraph.Prediction;

namespace TurtlGraph.Streaming;

/// <summary>
/// Forecasts each viewer's way and predicts what will be needed along it; confirms, ends and drops earlier predictions.
/// </summary>
internal sealed class PredictionSystem : ISystem, IDisposable
{
    // Looked at in one update; the next one goes on where this one ended, so the cost is the same in every frame.
    public const int ExaminedPerFrame = 512;
    private const int MaxCandidates = 512;

    // A prediction that is not made again for so long, or not needed so long after its time, was wrong.
    private const float ForgottenAfterSeconds = 0.75f;
    private const float OverdueAfterSeconds = 1f;

    private readonly RuntimeState _state;
    private readonly Query _predictions;
    private readonly MovementPredictor[] _movements = new MovementPredictor[RuntimeState.MaxViewers];
    private readonly SpatialCandidate[] _candidates = new SpatialCandidate[MaxCandidates];
    private readonly NativeList<int> _ended;
    private readonly NativeList<int> _assetOf;
    private SpatialIndex? _index;
    private int _nextViewer;
    private readonly SpatialPredictor?[] _spatials = new SpatialPredictor?[RuntimeState.MaxViewers];
    private OraclePredictor? _oracle;

    public PredictionSystem(RuntimeState state)
    {
        _state = state;
        _predictions = state.World.Query(new QueryDescription().All<AssetKey, NeededAt, SeenAt>());
        _ended = new NativeList<int>(state.Options.MaxPredictions, "ended predictions");
        _assetOf = new NativeList<int>(state.Options.MaxAssets, "assets of candidates");
        LookaheadSeconds = Math.Min(2.5f, (float)state.Options.PredictionHorizon);
        for (int i = 0; i < _movements.Length; i++)
        {
            _movements[i] = new MovementPredictor();
        }
    }

    /// <summary>How far ahead forecasts look now; steered by <see cref="PrefetchAdaptationSystem"/>.</summary>
    public float LookaheadSeconds { get; set; }

    /// <summary>Below this confidence a candidate is left out; steered by <see cref="PrefetchAdaptationSystem"/>.</summary>
    public float ConfidenceThreshold { get; set; } = 0.1f;

    /// <summary>The forecast velocity of the first viewer, in m/s.</summary>
    public Vector3 Velocity => _movements[0].Velocity;

    /// <summary>Builds the spatial index anew over all mounted assets that have a place.</summary>
    public void RebuildIndex()
    {
        DisposeIndex();
        _assetOf.Clear();
        _state.Predictions.Grow();
        var x = new List<float>();
        var y = new List<float>();
        var z = new List<float>();
        var radius = new List<float>();
        foreach (MountedBundle mounted in _state.Catalog.Bundles)
        {
            for (int entry = 0; entry < mounted.Bundle.Count; entry++)
            {
                Vector3 position = mounted.PositionOf(entry);
                if (!float.IsNaN(position.X))
                {
                    _assetOf.Add(mounted.FirstAsset + entry);
                    x.Add(position.X);
                    y.Add(position.Y);
                    z.Add(position.Z);
                    radius.Add(mounted.Bundle.Radii[entry]);
                }
            }
        }

        if (_assetOf.Count > 0)
        {
            _index = new SpatialIndex(x.ToArray(), y.ToArray(), z.ToArray(), radius.ToArray());
            for (int i = 0; i < _spatials.Length; i++)
            {
                // One a viewer: each goes on with its round where it ended.
                _spatials[i] = new SpatialPredictor(_index, new NeedVolume(1), new SpatialPredictorOptions { MaximumExamined = ExaminedPerFrame });
            }
        }
    }

    public void Run(ref Frame frame)
    {
        if (_state.Options.Predictor == "none" || _index is null)
        {
            return;
        }

        for (int i = 0; i < _state.ViewerCount; i++)
        {
            _movements[i].Add(frame.Time, _state.Viewers[i].Position);
        }

        EndPredictions(ref frame);
        if (_state.Options.Predictor == "oracle")
        {
            AskOracle(frame.Time - frame.DeltaTime);
        }
        else
        {
            Forecast(ref frame);
        }
    }

    public void Dispose()
    {
        DisposeIndex();
        _ended.Dispose();
        _assetOf.Dispose();
    }

    private void Forecast(ref Frame frame)
    {
        for (int turn = 0; turn < _state.ViewerCount; turn++)
        {
            if (turn > 0 && frame.TimeIsUp)
            {
                frame.CarryOver();
                return;
            }

            int i = _nextViewer < _state.ViewerCount ? _nextViewer : 0;
            _nextViewer = i + 1;
            ref Viewer viewer = ref _state.Viewers[i];
            var need = new NeedVolume(viewer.Radius, viewer.FieldOfViewDegrees);
            SpatialPredictor spatial = _spatials[i]!;
            spatial.Need = need;
            spatial.LookaheadSeconds = LookaheadSeconds;

            // A forecast needs some updates to believe that a viewer has turned round.
            Vector3 forecast = _movements[i].Velocity;
            Vector3 velocity = Vector3.Dot(viewer.Velocity, forecast) < 0 ? viewer.Velocity : forecast;
            int count = spatial.Predict(viewer.Position, viewer.Forward, velocity, _candidates);
            Predict(count, PredictionSource.Spatial);
        }
    }

    private void AskOracle(double flightTime)
    {
        if (_state.ViewerCount == 0)
        {
            return;
        }

        ref Viewer viewer = ref _state.Viewers[0];
        TrajectoryOracle oracle = _state.Options.Oracle!;
        _oracle ??= new OraclePredictor(
            oracle, _index!, new NeedVolume(viewer.Radius, viewer.FieldOfViewDegrees), (float)_state.Options.PredictionHorizon);
        int count = _oracle.Predict(oracle.Trajectory.StartTime + flightTime, _candidates);
        Predict(count, PredictionSource.Oracle);
    }

    private void Predict(int count, PredictionSource source)
    {
        foreach (ref SpatialCandidate candidate in _candidates.AsSpan(0, count))
        {
            if (candidate.Confidence >= ConfidenceThreshold)
            {
                float neededAt = (float)(_state.Now + candidate.SecondsUntilNeeded);
                _state.Predictions.Predict(_assetOf[candidate.Item], neededAt, candidate.Confidence, source);
            }
        }
    }

    /// <summary>Ends the predictions that came true, were not made again, or whose time has passed.</summary>
    private void EndPredictions(ref Frame frame)
    {
        float forgotten = (float)(_state.Now - ForgottenAfter());
        float overdue = (float)_state.Now - OverdueAfterSeconds;
        float lastRound = (float)(_state.Now - (_state.ElapsedSeconds * (Math.Max(1, Math.Ceiling(UpdatesInRound())) + 0.5)));
        _ended.Clear();
        foreach (ref readonly Chunk chunk in _predictions)
        {
            ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
            ReadOnlySpan<NeededAt> needed = chunk.Span<NeededAt>();
            ReadOnlySpan<SeenAt> seen = chunk.Span<SeenAt>();
            for (int i = 0; i < keys.Length; i++)
            {
                if (seen[i].Value < forgotten || needed[i].Value < overdue || _state.Catalog[keys[i].Asset].Holds > 0
                    || (seen[i].Value < lastRound && IsBehind(keys[i].Asset)))
                {
                    _ended.Add(keys[i].Asset);
                }
            }
        }

        foreach (int asset in _ended.Span)
        {
            _state.Predictions.End(asset);
            if (frame.TimeIsUp)
            {
                frame.CarryOver();
                return;
            }
        }
    }

    /// <summary>
    /// Whether a predicted asset that has not come yet lies neither in view nor ahead of any viewer: who turns round does not want
    /// what was predicted for the old view, and its reads would only keep back those for the new one.
    /// </summary>
    private bool IsBehind(int asset)
    {
        if (_state.Options.Predictor == "oracle" || _state.Catalog[asset].State is not (AssetState.Queued or AssetState.Reading))
        {
            return false;
        }

        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        int entry = asset - mounted.FirstAsset;
        return !PriorityKernel.IsAhead(mounted.PositionOf(entry), mounted.Bundle.Radii[entry], _state.Viewers.AsSpan(0, _state.ViewerCount));
    }

    private double ForgottenAfter()
    {
        // The oracle says a thing once and is right.
        if (_state.Options.Predictor == "oracle")
        {
            return double.PositiveInfinity;
        }

        return Math.Max(ForgottenAfterSeconds, 2 * UpdatesInRound() * _state.DeltaTime);
    }

    /// <summary>In a dense world it takes many updates until each candidate has been looked at again.</summary>
    private double UpdatesInRound()
    {
        int inReach = 0;
        for (int i = 0; i < _state.ViewerCount; i++)
        {
            inReach = Math.Max(inReach, _spatials[i]!.InReach);
        }

        return (double)inReach / ExaminedPerFrame;
    }

    private void DisposeIndex()
    {
        foreach (SpatialPredictor? spatial in _spatials)
        {
            spatial?.Dispose();
        }

        Array.Clear(_spatials);
        _oracle?.Dispose();
        _index?.Dispose();
        _oracle = null;
        _index = null;
    }
}
