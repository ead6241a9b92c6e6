namespace TurtlGraph.Caching.Tests;

/// <summary>The stack and the queue of the paper, as lists of keys; a key of the stack is LIR, resident HIR or evicted HIR.</summary>
internal sealed class NaiveLirs(long capacity) : NaiveCache(capacity)
{
    private readonly List<ulong> _stack = [];
    private readonly List<ulong> _queue = [];
    private readonly HashSet<ulong> _lir = [];
    private readonly List<(ulong Key, long Weight)> _evicted = [];
    private bool _wasInStack;

    private long LirLimit => Capacity - Math.Max(1, Capacity / 100);

    protected override void Hit(ulong key)
    {
        bool wasInStack = _stack.Contains(key);
        Renew(_stack, key);
        if (_lir.Contains(key))
        {
            Prune();
        }
        else if (wasInStack)
        {
            _queue.Remove(key);
            BecomeLir(key);
        }
        else
        {
            Renew(_queue, key);
            Limit();
        }
    }

    protected override void Miss(ulong key, long weight)
    {
        _wasInStack = _stack.Remove(key);
        _evicted.RemoveAll(ghost => ghost.Key == key);
    }

    protected override ulong Evict(long incoming)
    {
        if (_queue.Count == 0)
        {
            Demote();
        }

        ulong victim = TakeOldest(_queue);
        if (_stack.Contains(victim))
        {
            _evicted.Add((victim, Weights[victim]));
        }

        return victim;
    }

    protected override void Admit(ulong key)
    {
        _stack.Add(key);
        if (_wasInStack || WeightOf(_lir) + Weights[key] <= LirLimit)
        {
            BecomeLir(key);
        }
        else
        {
            _queue.Add(key);
        }

        Limit();
    }

    private void BecomeLir(ulong key)
    {
        _lir.Add(key);
        Prune();
        while (WeightOf(_lir) > LirLimit && _stack[0] != key)
        {
            Demote();
        }
    }

    private void Demote()
    {
        ulong key = TakeOldest(_stack);
        _lir.Remove(key);
        _queue.Add(key);
        Prune();
    }

    private void Prune()
    {
        while (_stack.Count > 0 && !_lir.Contains(_stack[0]))
        {
            ulong key = TakeOldest(_stack);
            _evicted.RemoveAll(ghost => ghost.Key == key);
        }
    }

    private void Limit()
    {
        while (_evicted.Count > 0 && WeightOf(_stack.Where(Weights.ContainsKey)) + _evicted.Sum(ghost => ghost.Weight) > 2 * Capacity)
        {
            _stack.Remove(_evicted[0].Key);
            _evicted.RemoveAt(0);
        }
    }
}
