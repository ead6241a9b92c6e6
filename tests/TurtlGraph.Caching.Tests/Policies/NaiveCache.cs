namespace TurtlGraph.Caching.Tests;

/// <summary>
/// A cache written as the papers say, over lists and dictionaries, without regard to cost: what the policies are compared with.
/// The oldest is first in every list.
/// </summary>
internal abstract class NaiveCache(long capacity)
{
    protected long Capacity { get; } = capacity;

    protected Dictionary<ulong, long> Weights { get; } = [];

    protected long Used => Weights.Values.Sum();

    protected long Now { get; private set; }

    public long NextUse { get; set; }

    public bool Request(ulong key, long weight)
    {
        Now++;
        if (Weights.ContainsKey(key))
        {
            Hit(key);
            return true;
        }

        if (weight > Capacity)
        {
            return false;
        }

        Miss(key, weight);
        while (Used + weight > Capacity)
        {
            ulong victim = Evict(weight);
            Weights.Remove(victim);
        }

        Weights.Add(key, weight);
        Admit(key);
        return false;
    }

    protected long WeightOf(IEnumerable<ulong> keys) => keys.Sum(key => Weights[key]);

    protected static ulong TakeOldest(List<ulong> list)
    {
        ulong key = list[0];
        list.RemoveAt(0);
        return key;
    }

    protected static void Renew(List<ulong> list, ulong key)
    {
        list.Remove(key);
        list.Add(key);
    }

    protected abstract void Hit(ulong key);

    protected virtual void Miss(ulong key, long weight) { }

    protected abstract ulong Evict(long incoming);

    protected abstract void Admit(ulong key);
}
