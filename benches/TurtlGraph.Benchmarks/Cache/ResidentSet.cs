using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using TurtlGraph.Caching;
using TurtlGraph.Memory;

namespace TurtlGraph.Benchmarks;

/// <summary>The same entries in the residency table with a policy behind it, in a concurrent dictionary and in a memory cache.</summary>
internal sealed unsafe class ResidentSet : IDisposable
{
    public const int Count = 100_000;
    private const int PayloadBytes = 64;

    private readonly NativeArray<byte> _payloads = new(Count * PayloadBytes, "benchmark payloads");
    private uint _now;

    public ResidentSet()
    {
        var random = new Random(7);
        Keys = [.. Enumerable.Range(0, Count).Select(_ => (ulong)random.NextInt64())];
        Boxed = [.. Keys.Select(key => (object)key)];
        Table = new ResidencyTable(Count);
        Policy = CachePolicies.Create("sieve", new CachePolicyOptions { Capacity = Count, Slots = Count });
        foreach (int slot in Enumerable.Range(0, Count))
        {
            Table.Publish(Keys[slot], slot, _payloads.Pointer + (slot * PayloadBytes), PayloadBytes, expiry: 1 << 30);
            Policy.Admit(slot, new CacheRequest(Keys[slot]));
            Dictionary[Keys[slot]] = slot;
            Memory.Set(Boxed[slot], slot, TimeSpan.FromDays(1));
        }
    }

    public ulong[] Keys { get; }

    /// <summary>The keys as <see cref="MemoryCache"/> takes them.</summary>
    public object[] Boxed { get; }

    public ResidencyTable Table { get; }

    public CachePolicy Policy { get; }

    public ConcurrentDictionary<ulong, int> Dictionary { get; } = new();

    public MemoryCache Memory { get; } = new(new MemoryCacheOptions { TrackStatistics = true });

    /// <summary>What the frame thread does for the cache in a frame: publish the time, tell the policy of the uses.</summary>
    public void Frame()
    {
        Table.BeginFrame(++_now);
        int cursor = 0;
        while (Table.Log.TryTake(ref cursor, out int slot))
        {
            Policy.Access(slot);
        }
    }

    public int GetFromTable(ReadOnlySpan<ulong> keys)
    {
        ResidencyTable table = Table;
        int sum = 0;
        foreach (ulong key in keys)
        {
            sum += table.Get(key, out ResidentBytes found) == ResidencyAnswer.Hit ? found.Length : 0;
        }

        return sum;
    }

    public int GetFromDictionary(ReadOnlySpan<ulong> keys)
    {
        ConcurrentDictionary<ulong, int> dictionary = Dictionary;
        int sum = 0;
        foreach (ulong key in keys)
        {
            sum += dictionary.TryGetValue(key, out int found) ? found : 0;
        }

        return sum;
    }

    public int GetFromMemoryCache(ReadOnlySpan<object> keys)
    {
        int sum = 0;
        foreach (object key in keys)
        {
            sum += Memory.TryGetValue(key, out object? found) && found is not null ? 1 : 0;
        }

        return sum;
    }

    public void Dispose()
    {
        Table.Dispose();
        Policy.Dispose();
        Memory.Dispose();
        _payloads.Dispose();
    }
}
