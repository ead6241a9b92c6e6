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
    private readonly NativeArray<int> _found;
    private int _next;

    /// <summary>Creates a predictor over an index, which it does not own.</summary>
    public SpatialPredictor(SpatialIndex index, NeedVolume need, SpatialPredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _options = options ?? new SpatialPredictorOptions();
        _options.Validate();
        _index = index;
        _found = new NativeArray<int>(Math.Max(1, index.Count), "spatial predictor");
        Need = need;
        LookaheadSeconds = _options.LookaheadSeconds;
    }

    /// <summary>What counts as needed; may be changed between calls.</summary>
    public NeedVolume Need { get; set; }

    /// <summary>Seconds the forecast reaches ahead, above 0; may be changed between calls.</summary>
    public float LookaheadSeconds { get; set; }

    /// <summary>Items within reach of the path in the last call, whether looked at or not.</summary>
    public int InReach { get; private set; }

    /// <summary>Writes the likeliest items, best first.</summary>
    /// <param name="position">Position of the viewer in metres.</param>
    /// <param name="forward">Where it looks; any length. Zero counts as looking all around.</param>
    /// <param name="velocity">How it moves, in m/s.</param>
    /// <param name="candidates">Receives the best; its length is the limit.</param>
    /// <returns>How many were written.</returns>
    public int Predict(Vector3 position, Vector3 forward, Vector3 velocity, Span<SpatialCandidate> candidates)
    {
        Vector3 end = position + (velocity * LookaheadSeconds);
        InReach = _index.QuerySwept(position, end, Need.Radius, _found.Span);
        int examined = Math.Min(InReach, _options.MaximumExamined);
        ApproachForecast forecast = new(Need, position, NeedVolume.Direction(forward), velocity, LookaheadSeconds, _options.TurnRateDegrees);
        CandidateHeap best = new(candidates);
        int next = _next < InReach ? _next : 0;
        for (int i = 0; i < examined; i++)
        {
            int item = _found[next];
            next = next + 1 < InReach ? next + 1 : 0;
            Vector4 sphere = _index.SphereOf(item);
            if (forecast.TryForecast(sphere, out float seconds, out float confidence) && confidence >= _options.MinimumConfidence)
            {
                best.Add(new SpatialCandidate { Item = item, Confidence = confidence, SecondsUntilNeeded = seconds });
            }
        }

        _next = next;
        return best.SortBestFirst();
    }

    /// <summary>Releases the scratch memory.</summary>
    public void Dispose() => _found.Dispose();
}
