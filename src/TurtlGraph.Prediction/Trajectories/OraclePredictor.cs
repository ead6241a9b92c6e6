using TurtlGraph.Memory;

namespace TurtlGraph.Prediction;

/// <summary>
/// Predicts from a <see cref="TrajectoryOracle"/>: exactly the items that will be needed, with the time until they are. What a
/// runtime reaches with it is the upper bound for every other predictor.
/// </summary>
/// <remarks>
/// The future is cut into moments of <see cref="StepSeconds"/>. A call looks at the moments that have come within the lookahead
/// since the last call, at most a few, so its cost stays small and even; an item is offered at the first moment that needs
/// it and again when the lookahead has passed since that moment. One instance
/// a thread; no allocation after construction. The index must outlive it.
/// </remarks>
public sealed class OraclePredictor : IDisposable
{
    /// <summary>Seconds between two moments of the future that are looked at.</summary>
    public const double StepSeconds = 0.1;

    private const int MaximumStepsPerCall = 4;

    private readonly TrajectoryOracle _oracle;
    private readonly SpatialIndex _index;
    private readonly NeedVolume _need;
    private readonly float _lookahead;
    private readonly NativeArray<int> _found;
    private readonly NativeArray<double> _offeredUntil;
    private long _nextStep = long.MinValue;
    private int _resumeAt;

    /// <summary>Creates a predictor over an index, which it does not own.</summary>
    /// <param name="oracle">What it knows.</param>
    /// <param name="index">The items.</param>
    /// <param name="need">What counts as needed.</param>
    /// <param name="lookaheadSeconds">How far it looks, above 0.</param>
    public OraclePredictor(TrajectoryOracle oracle, SpatialIndex index, NeedVolume need, float lookaheadSeconds = 2.5f)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lookaheadSeconds);
        _oracle = oracle;
        _index = index;
        _need = need;
        _lookahead = lookaheadSeconds;
        _found = new NativeArray<int>(Math.Max(1, index.Count), "oracle predictor");
        _offeredUntil = new NativeArray<double>(Math.Max(1, index.Count), "oracle predictor");
        _offeredUntil.Span.Fill(double.NegativeInfinity);
    }

    /// <summary>Writes items that will come to be needed, soonest moments first.</summary>
    /// <param name="now">Seconds on the trajectory's clock.</param>
    /// <param name="candidates">Receives them; what does not fit comes with the next call.</param>
    /// <returns>How many were written.</returns>
    public int Predict(double now, Span<SpatialCandidate> candidates)
    {
        long first = (long)Math.Ceiling(now / StepSeconds);
        long last = (long)Math.Floor((now + _lookahead) / StepSeconds);
        if (_nextStep < first || _nextStep > last + 1)
        {
            _nextStep = first;
            _resumeAt = 0;
        }

        int count = 0;
        for (int steps = 0; steps < MaximumStepsPerCall && _nextStep <= last; steps++)
        {
            if (!Offer(_nextStep * StepSeconds, now, candidates, ref count))
            {
                break;
            }

            _nextStep++;
            _resumeAt = 0;
        }

        return count;
    }

    /// <summary>Releases the scratch memory.</summary>
    public void Dispose()
    {
        _found.Dispose();
        _offeredUntil.Dispose();
    }

    /// <summary>Offers the items of one moment; false when the span was full before the end.</summary>
    private bool Offer(double moment, double now, Span<SpatialCandidate> candidates, ref int count)
    {
        int found = _oracle.QueryNeeded(_index, _need, moment, 0, _found.Span);
        for (; _resumeAt < found; _resumeAt++)
        {
            int item = _found[_resumeAt];
            if (_offeredUntil[item] > moment)
            {
                continue;
            }

            if (count == candidates.Length)
            {
                return false;
            }

            _offeredUntil[item] = moment + _lookahead;
            candidates[count++] = new SpatialCandidate { Item = item, Confidence = 1, SecondsUntilNeeded = (float)Math.Max(0, moment - now) };
        }

        return true;
    }
}
