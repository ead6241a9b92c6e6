namespace TurtlGraph.Caching.Tests;

/// <summary>The four cases of the paper's figure 4, with weights where it counts pages.</summary>
internal sealed class NaiveArc(long capacity) : NaiveCache(capacity)
{
    private readonly List<ulong> _t1 = [];
    private readonly List<ulong> _t2 = [];
    private readonly List<(ulong Key, long Weight)> _b1 = [];
    private readonly List<(ulong Key, long Weight)> _b2 = [];
    private double _p;
    private bool _isInB1;
    private bool _isInB2;

    protected override void Hit(ulong key)
    {
        _t1.Remove(key);
        Renew(_t2, key);
    }

    protected override void Miss(ulong key, long weight)
    {
        double b1 = Sum(_b1);
        double b2 = Sum(_b2);
        _isInB1 = _b1.RemoveAll(ghost => ghost.Key == key) > 0;
        _isInB2 = _b2.RemoveAll(ghost => ghost.Key == key) > 0;
        if (_isInB1)
        {
            _p = Math.Min(_p + Math.Max(b2 / b1, 1), Capacity);
        }
        else if (_isInB2)
        {
            _p = Math.Max(_p - Math.Max(b1 / b2, 1), 0);
        }
    }

    protected override ulong Evict(long incoming)
    {
        if (!_isInB1 && !_isInB2)
        {
            if (WeightOf(_t1) + Sum(_b1) + incoming > Capacity)
            {
                if (_b1.Count == 0 && _t1.Count > 0)
                {
                    return TakeOldest(_t1);
                }

                if (_b1.Count > 0)
                {
                    _b1.RemoveAt(0);
                }
            }
            else if (Used + Sum(_b1) + Sum(_b2) >= 2 * Capacity && _b2.Count > 0)
            {
                _b2.RemoveAt(0);
            }
        }

        return Replace();
    }

    protected override void Admit(ulong key) => (_isInB1 || _isInB2 ? _t2 : _t1).Add(key);

    private static long Sum(List<(ulong Key, long Weight)> ghosts) => ghosts.Sum(ghost => ghost.Weight);

    private ulong Replace()
    {
        long t1 = WeightOf(_t1);
        bool isFirst = (t1 > 0 && (t1 > _p || (_isInB2 && t1 == _p))) || _t2.Count == 0;
        ulong victim = TakeOldest(isFirst ? _t1 : _t2);
        (isFirst ? _b1 : _b2).Add((victim, Weights[victim]));
        return victim;
    }
}
