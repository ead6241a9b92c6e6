using TurtlGraph.Caching;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// What policies cost by themselves: an access among a million cached assets, and a request of the simulator with misses and evictions. Beside LRU, the
/// policy that everybody knows.
/// </summary>
internal sealed class CachePolicyCosts : ICachePart
{
    private const int Entries = 1_000_000;
    private const int Accesses = 1 << 19;
    private const int SimulatedSlots = 50_000;
    private const int SimulatedObjects = 500_000;
    private const int Requests = 1 << 20;
    private const int Warmups = 3;
    private const int Rounds = 7;

    private static readonly (string Name, Goal Goal)[] s_accesses =
    [
        ("lru", Goal.None), ("clock", Goal.ValueAtMost(40)), ("sieve", Goal.ValueAtMost(40)), ("s3fifo", Goal.ValueAtMost(40)),
        ("arc", Goal.ValueAtMost(100)), ("wtinylfu", Goal.ValueAtMost(100)), ("auto", Goal.None),
    ];

    private static readonly (string Name, Goal Goal)[] s_simulations =
    [
        ("lru", Goal.ValueAtMost(100)), ("clock", Goal.ValueAtMost(100)), ("sieve", Goal.ValueAtMost(100)), ("s3fifo", Goal.ValueAtMost(100)),
        ("arc", Goal.None), ("lirs", Goal.None), ("wtinylfu", Goal.None), ("auto", Goal.None),
    ];

    public IEnumerable<Measure> Run() => AccessCosts().Concat(SimulatorCosts());

    private static IEnumerable<Measure> AccessCosts()
    {
        int[] order = ZipfSequence.Of(Entries, Accesses, 4);
        CachePolicy[] policies = Array.ConvertAll(s_accesses, policy => Filled(policy.Name));
        double[] medians = Interleaved.Medians(
            Warmups, Rounds, Array.ConvertAll(policies, policy => (Func<double>)(() => Interleaved.NanosecondsEach(Accesses, () => Access(policy, order)))));
        for (int i = 0; i < policies.Length; i++)
        {
            yield return new Measure($"{s_accesses[i].Name}: an access among {Entries:N0}", medians[i], "ns", s_accesses[i].Goal, "lru", medians[0]);
            policies[i].Dispose();
        }
    }

    private static IEnumerable<Measure> SimulatorCosts()
    {
        var trace = new CacheTrace(Array.ConvertAll(ZipfSequence.Of(SimulatedObjects, Requests, 5), index => (ulong)index));
        var simulator = new CacheSimulator(trace);
        double[] medians = Interleaved.Medians(1, 5, Array.ConvertAll(s_simulations, policy => (Func<double>)(() => Simulate(simulator, policy.Name))));
        for (int i = 0; i < medians.Length; i++)
        {
            yield return new Measure($"{s_simulations[i].Name}: a simulated request, {SimulatedSlots:N0} slots", medians[i], "ns", s_simulations[i].Goal, "lru", medians[0]);
        }
    }

    private static CachePolicy Filled(string name)
    {
        CachePolicy policy = CachePolicies.Create(name, new CachePolicyOptions { Capacity = Entries, Slots = Entries });
        for (int slot = 0; slot < Entries; slot++)
        {
            policy.Admit(slot, new CacheRequest((ulong)slot));
        }

        return policy;
    }

    private static void Access(CachePolicy policy, int[] order)
    {
        foreach (int slot in order)
        {
            policy.Access(slot);
        }
    }

    private static double Simulate(CacheSimulator simulator, string policy) =>
        simulator.Run(new SimulationCell { Policy = policy, Size = SimulatedSlots }).NanosecondsPerRequest;
}
