using TurtlGraph.Ecs;
using TurtlGraph.Prediction;

namespace TurtlGraph.Streaming;

/// <summary>
/// Steers prediction once a second by what became of it. Accuracy and coverage have a rule each: too many predictions that were
/// wrong raise the confidence asked for and shorten the lookahead; needs that were not predicted lengthen it.
/// </summary>
internal sealed class PrefetchAdaptationSystem(RuntimeState state, PredictionSystem prediction) : ISystem
{
    private const double WindowSeconds = 1.0;
    private const int MinOutcomes = 16;
    private const double LowAccuracy = 0.5;
    private const double GoodAccuracy = 0.7;
    private const double GoodCoverage = 0.95;
    private const float Step = 1.1f;
    private const float MinLookahead = 0.5f;
    private const float MinThreshold = 0.05f;
    private const float MaxThreshold = 0.6f;

    private PrefetchStatistics _before;
    private double _windowEnd;

    public void Run(ref Frame frame)
    {
        if (state.Now < _windowEnd)
        {
            return;
        }

        _windowEnd = state.Now + WindowSeconds;
        PrefetchStatistics now = state.Predictions.Statistics;
        long used = now.Used - _before.Used;
        long outcomes = used + now.Expired - _before.Expired;
        long needed = now.Needed - _before.Needed;
        long covered = now.NeededAndPrefetched - _before.NeededAndPrefetched;
        if (outcomes >= MinOutcomes || needed >= MinOutcomes)
        {
            double accuracy = outcomes == 0 ? 1 : (double)used / outcomes;
            double coverage = needed == 0 ? 1 : (double)covered / needed;
            Steer(accuracy, coverage);
            _before = now;
        }
    }

    private void Steer(double accuracy, double coverage)
    {
        if (accuracy < LowAccuracy)
        {
            prediction.ConfidenceThreshold = MathF.Min(prediction.ConfidenceThreshold * Step, MaxThreshold);
            prediction.LookaheadSeconds = MathF.Max(prediction.LookaheadSeconds / Step, MinLookahead);
        }
        else if (coverage < GoodCoverage)
        {
            prediction.LookaheadSeconds = MathF.Min(prediction.LookaheadSeconds * Step, (float)state.Options.PredictionHorizon);
            if (accuracy > GoodAccuracy)
            {
                prediction.ConfidenceThreshold = MathF.Max(prediction.ConfidenceThreshold / Step, MinThreshold);
            }
        }
    }
}
