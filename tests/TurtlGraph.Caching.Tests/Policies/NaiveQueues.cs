namespace TurtlGraph.Caching.Tests;

internal sealed class NaiveLru(long capacity, bool isFifo) : NaiveCache(capacity)
{
    private readonly List<ulong> _order = [];

    protected override void Hit(ulong key)
    {
        if (!isFifo)
        {
            Renew(_order, key);
        }
    }

    protected override ulong Evict(long incoming) => TakeOldest(_order);

    protected override void Admit(ulong key) => _order.Add(key);
}

internal sealed class NaiveClock(long capacity, int bits) : NaiveCache(capacity)
{
    private readonly List<ulong> _order = [];
    private readonly Dictionary<ulong, int> _uses = [];

    protected override void Hit(ulong key) => _uses[key] = Math.Min(_uses[key] + 1, (1 << bits) - 1);

    protected override ulong Evict(long incoming)
    {
        while (_uses[_order[0]] > 0)
        {
            _uses[_order[0]]--;
            _order.Add(TakeOldest(_order));
        }

        return TakeOldest(_order);
    }

    protected override void Admit(ulong key)
    {
        _uses[key] = 0;
        _order.Add(key);
    }
}

internal sealed class NaiveSieve(long capacity) : NaiveCache(capacity)
{
    private readonly List<ulong> _order = [];
    private readonly HashSet<ulong> _visited = [];
    private int _hand;

    protected override void Hit(ulong key) => _visited.Add(key);

    protected override ulong Evict(long incoming)
    {
        _hand = _hand < _order.Count ? _hand : 0;
        while (_visited.Remove(_order[_hand]))
        {
            _hand = (_hand + 1) % _order.Count;
        }

        ulong victim = _order[_hand];
        _order.RemoveAt(_hand);

        // A hand that ran off the new end starts at the old end, also when something new has come there meanwhile.
        _hand = _hand == _order.Count ? 0 : _hand;
        return victim;
    }

    protected override void Admit(ulong key) => _order.Add(key);
}

internal sealed class NaiveTwoQueue(long capacity) : NaiveCache(capacity)
{
    private readonly List<ulong> _in = [];
    private readonly List<ulong> _main = [];
    private readonly List<(ulong Key, long Weight)> _ghosts = [];
    private bool _isRemembered;

    protected override void Hit(ulong key)
    {
        if (_main.Contains(key))
        {
            Renew(_main, key);
        }
    }

    protected override void Miss(ulong key, long weight) => _isRemembered = _ghosts.RemoveAll(ghost => ghost.Key == key) > 0;

    protected override ulong Evict(long incoming)
    {
        if (WeightOf(_in) <= Capacity / 4 && _main.Count > 0)
        {
            return TakeOldest(_main);
        }

        ulong victim = TakeOldest(_in);
        if (Weights[victim] <= Capacity / 2)
        {
            while (_ghosts.Sum(ghost => ghost.Weight) + Weights[victim] > Capacity / 2)
            {
                _ghosts.RemoveAt(0);
            }

            _ghosts.Add((victim, Weights[victim]));
        }

        return victim;
    }

    protected override void Admit(ulong key) => (_isRemembered ? _main : _in).Add(key);
}

internal sealed class NaiveS3Fifo(long capacity) : NaiveCache(capacity)
{
    private readonly List<ulong> _small = [];
    private readonly List<ulong> _main = [];
    private readonly List<(ulong Key, long Weight)> _ghosts = [];
    private readonly Dictionary<ulong, int> _uses = [];
    private bool _isRemembered;

    protected override void Hit(ulong key) => _uses[key] = Math.Min(_uses[key] + 1, 3);

    protected override void Miss(ulong key, long weight) => _isRemembered = _ghosts.RemoveAll(ghost => ghost.Key == key) > 0;

    protected override ulong Evict(long incoming)
    {
        while (true)
        {
            if (_small.Count > 0 && WeightOf(_main) <= Capacity - (Capacity / 10))
            {
                ulong key = TakeOldest(_small);
                if (_uses[key] < 2)
                {
                    Remember(key);
                    return key;
                }

                _uses[key] = 0;
                _main.Add(key);
                while (_small.Count > 0 && _uses[_small[0]] >= 2)
                {
                    key = TakeOldest(_small);
                    _uses[key] = 0;
                    _main.Add(key);
                }

                if (_small.Count > 0)
                {
                    key = TakeOldest(_small);
                    Remember(key);
                    return key;
                }
            }
            else
            {
                while (_uses[_main[0]] > 0)
                {
                    _uses[_main[0]]--;
                    _main.Add(TakeOldest(_main));
                }

                return TakeOldest(_main);
            }
        }
    }

    protected override void Admit(ulong key)
    {
        _uses[key] = 0;
        (_isRemembered ? _main : _small).Add(key);
    }

    private void Remember(ulong key)
    {
        long limit = (long)(Capacity * 0.9);
        if (Weights[key] > limit)
        {
            return;
        }

        while (_ghosts.Sum(ghost => ghost.Weight) + Weights[key] > limit)
        {
            _ghosts.RemoveAt(0);
        }

        _ghosts.Add((key, Weights[key]));
    }
}
