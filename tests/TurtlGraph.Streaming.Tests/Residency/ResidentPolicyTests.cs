using TurtlGraph.Caching;

namespace TurtlGraph.Streaming.Tests;

public class ResidentPolicyTests
{
    public static TheoryData<string> Policies { get; } = new(CachePolicies.OnlineNames);

    [Theory]
    [MemberData(nameof(Policies))]
    public void Under_every_policy_requests_end_and_memory_stays_inside_its_budget(string policy)
    {
        using TestWorld world = new TestWorld().AddMany("a", 300, 20_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = 4 << 20; o.MaxAssets = 300; o.EvictionPolicy = policy; });
        var held = new Queue<AssetHandle>();
        for (int i = 0; i < 1500; i++)
        {
            held.Enqueue(run.Request($"a{i % 3 * 100 * (i % 7) % 300 + (i % 100)}"));
            if (held.Count > 20)
            {
                run.Runtime.Release(held.Dequeue());
            }

            run.Step();
        }

        run.RunUntilAllEnded();
        Assert.All(held, handle => Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle)));
        Assert.True(run.Metrics.Evictions > 100);
    }

    [Fact]
    public void The_policy_that_is_chosen_names_the_victims()
    {
        Assert.NotEqual(Loads("sieve"), Loads("gdsf"));
        Assert.Throws<ArgumentException>(() => new StreamingOptions { EvictionPolicy = "belady" }.Validate());
    }

    private static long Loads(string policy)
    {
        using TestWorld world = new TestWorld().AddMany("s", 100, 5_000, spacing: 1).AddMany("b", 60, 120_000, spacing: 1).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = 4 << 20; o.MaxAssets = 300; o.EvictionPolicy = policy; });
        var random = new Random(7);
        for (int i = 0; i < 600; i++)
        {
            AssetHandle handle = run.Request(i % 3 == 0 ? $"b{random.Next(60)}" : $"s{random.Next(100)}");
            run.RunUntilAllEnded();
            run.Runtime.Release(handle);
        }

        return run.Metrics.AssetsLoaded;
    }
}
