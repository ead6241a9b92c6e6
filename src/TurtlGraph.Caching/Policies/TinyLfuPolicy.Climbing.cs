namespace TurtlGraph.Caching;

// Hill climbing: after a sample of requests the window moves one step the way that made hits more frequent, and turns when they
// became rarer. Steps shrink, and start anew when the hit ratio changes much.
internal sealed partial class TinyLfuPolicy
{
    private const double StepShare = 0.0625;
    private const double StepDecay = 0.98;
    private const double RestartChange = 0.05;
    private const int MovesAtOnce = 64;

    private long _windowLimit;
    private long _protectedLimit;
    private double _step;
    private double _lastHitRatio;
    private long _toMove;
    private int _sampled;
    private int _sampledHits;

    private void Climb(bool isHit)
    {
        _sampled++;
        _sampledHits += isHit ? 1 : 0;
        if (_sampled >= _sketch.SampleSize)
        {
            Decide();
        }

        if (_toMove > 0)
        {
            FillWindow();
        }
    }

    private void Decide()
    {
        double ratio = (double)_sampledHits / _sampled;
        double change = ratio - _lastHitRatio;
        double amount = change >= 0 ? _step : -_step;
        _step = Math.Abs(change) >= RestartChange ? StepShare * Capacity * Math.Sign(amount) : StepDecay * amount;
        _lastHitRatio = ratio;
        _sampled = 0;
        _sampledHits = 0;
        Resize((long)amount);
    }

    private void Resize(long amount)
    {
        long window = Math.Clamp(_windowLimit + amount, 1, Math.Max(1, (long)(Capacity * 0.8)));
        _toMove = Math.Max(0, window - _windowLimit);
        _windowLimit = window;
        _protectedLimit = (Capacity - window) * 4 / 5;
    }

    // A wider window takes over the next victims of the main part, some at each request so that none of them is slow.
    private void FillWindow()
    {
        for (int moves = 0; moves < MovesAtOnce && _toMove > 0; moves++)
        {
            int slot = _order.Oldest(Probation);
            if (slot < 0 || slot == _candidate || _listWeights[Window] + WeightOf(slot) > _windowLimit)
            {
                _toMove = 0;
                return;
            }

            _toMove -= WeightOf(slot);
            Move(slot, Window);
        }

        for (int moves = 0; moves < MovesAtOnce && _listWeights[Protected] > _protectedLimit; moves++)
        {
            Move(_order.Oldest(Protected), Probation);
        }
    }
}
