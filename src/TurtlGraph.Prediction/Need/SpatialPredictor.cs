using System.Numerics;
using TurtlGraph.Memory;

namespace TurtlGraph.Prediction;

/// <summary>
/// Forecasts which items will come to be needed when a viewer goes on as it does: those that the <see cref="NeedVolume"/>
/// will reach along the path, and those that a turn of the head would bring into view.
/// </summary>
/// <remarks>
/// Items that are needed already are left out: they are asked for, not predicted. One instance a thread; no allocation
/// after construction. The index must outlive it.
/// </remarks>
public sealed class SpatialPredictor : IDisposable
{
    private readonly SpatialIndex _index;
    private readonly SpatialPredictorOptions _options;
    private readonly NativeArray<int> _places;
    private SweepCursor _cursor;
    private int _foundInRound;

    /// <summary>Creates a predictor over an index, which it does not own.</summary>
    public SpatialPredictor(SpatialIndex index, NeedVolume need, SpatialPredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _options = options ?? new SpatialPredictorOptions();
        _options.Validate();
        _index = index;
        _places = new NativeArray<int>(Math.Clamp(index.Count, 1, _options.MaximumExamined), "spatial predictor");
        Need = need;
        LookaheadSeconds = _options.LookaheadSeconds;
    }

    /// <summary>What counts as needed; may be changed between calls.</summary>
    public NeedVolume Need { get; set; }

    /// <summary>Seconds the forecast reaches ahead, above 0; may be changed between calls.</summary>
    public float LookaheadSeconds { get; set; }

    /// <summary>
    /// Items found within reach of the path in a round: in the last complete one, or so far in the present one, whichever is more.
    /// A round takes several calls when there are more items than are looked at in one.
    /// </summary>
    public int InReach { get; private set; }

    /// <summary>Writes the likeliest items, best first.</summary>
    /// <param name="position">Position of the viewer in metres.</param>
    /// <param name="forward">Where it looks; any length. Zero counts as looking all around.</param>
    /// <param name="velocity">How it moves, in m/s.</param>
    /// <param name="candidates">Receives the best; its length is the limit.</param>
    /// <returns>How many were written.</returns>
    public int Predict(Vector3 position, Vector3 forward, Vector3 velocity, Span<SpatialCandidate> candidates)
    {
        int examined = Sweep(position, position + (velocity * LookaheadSeconds));
        ApproachForecast forecast = new(Need, position, NeedVolume.Direction(forward), velocity, LookaheadSeconds, _options.TurnRateDegrees);
        CandidateHeap best = new(candidates);
        for (int i = 0; i < examined; i++)
        {
            int place = _places[i];
            if (forecast.TryForecast(_index.SphereAt(place), out float seconds, out float confidence) && confidence >= _options.MinimumConfidence)
            {
                best.Add(new SpatialCandidate { Item = _index.ItemAt(place), Confidence = confidence, SecondsUntilNeeded = seconds });
            }
        }

        return best.SortBestFirst();
    }

    /// <summary>Releases the scratch memory.</summary>
    public void Dispose() => _places.Dispose();

    private int Sweep(Vector3 from, Vector3 to)
    {
        bool isFirstOfRound = _cursor == default;
        int found = _index.Sweep(from, to, Need.Radius, ref _cursor, _places.Span);
        if (found == 0 && !isFirstOfRound)
        {
            // The viewer has left what the rest of the round was about.
            _foundInRound = 0;
            found = _index.Sweep(from, to, Need.Radius, ref _cursor, _places.Span);
        }

        _foundInRound += found;
        bool isComplete = _cursor == default;
        InReach = isComplete ? _foundInRound : Math.Max(InReach, _foundInRound);
        _foundInRound = isComplete ? 0 : _foundInRound;
        return found;
    }
}
