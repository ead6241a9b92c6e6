namespace TurtlGraph.Caching.Tests;

/// <summary>Evicts the least (value, moment) pair; each policy says what the value is.</summary>
internal abstract class NaiveRanked(long capacity) : NaiveCache(capacity)
{
    private readonly Dictionary<ulong, (double Value, long Moment)> _ranks = [];

    protected Dictionary<ulong, long> Uses { get; } = [];

    protected double Inflation { get; private set; }

    protected abstract double Value(ulong key);

    protected override void Hit(ulong key)
    {
        Uses[key]++;
        _ranks[key] = (Value(key), Now);
    }

    protected override ulong Evict(long incoming)
    {
        ulong victim = _ranks.MinBy(pair => pair.Value).Key;
        Inflation = _ranks[victim].Value;
        _ranks.Remove(victim);
        return victim;
    }

    protected override void Admit(ulong key)
    {
        Uses[key] = 1;
        _ranks[key] = (Value(key), Now);
    }
}

internal sealed class NaiveLfu(long capacity) : NaiveRanked(capacity)
{
    protected override double Value(ulong key) => Uses[key];
}

internal sealed class NaiveGreedyDual(long capacity, bool bySize) : NaiveRanked(capacity)
{
    protected override double Value(ulong key) => Inflation + (bySize ? Uses[key] * 1e6 / Weights[key] : Uses[key]);
}

internal sealed class NaiveBelady(long capacity) : NaiveRanked(capacity)
{
    protected override double Value(ulong key) => -(double)NextUse;
}
