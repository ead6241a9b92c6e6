using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>Budgets of types and the critical reserve.</summary>
public class TypeBudgetTests
{
    private const long Budget = 8 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_type_never_uses_more_than_its_budget_and_the_others_are_not_held_up()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 40; i++)
        {
            builder.Add($"t{i}", 100_000, new Vector3(i, 0, 0), type: "texture");
            builder.Add($"p{i}", 50_000, new Vector3(i, 0, 0), type: "pollen");
            builder.Add($"m{i}", 50_000, new Vector3(i, 0, 0), type: "mesh");
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o =>
        {
            o.MemoryBudgetBytes = Budget;
            o.TypeBudgets = new Dictionary<string, long> { ["texture"] = 1_000_000, ["pollen"] = 200_000 };
        });
        var held = new List<AssetHandle>();
        for (int i = 0; i < 40; i++)
        {
            held.Add(run.Request($"t{i}"));
            held.Add(run.Request($"p{i}"));
            AssetHandle mesh = run.Request($"m{i}");
            run.Step(6);
            Assert.Equal(RequestStatus.Ready, run.Runtime.Status(mesh));
            while (held.Count > 4)
            {
                run.Runtime.Release(held[0]);
                held.RemoveAt(0);
            }
        }

        run.RunUntilAllEnded();
        Assert.Equal(0, run.Metrics.RequestsFailed);
        TypeBudget texture = run.Runtime.TypeBudgets.Single(budget => budget.Name == "texture");
        TypeBudget pollen = run.Runtime.TypeBudgets.Single(budget => budget.Name == "pollen");
        Assert.InRange(texture.PeakBytes, 800_000, texture.Bytes);
        Assert.InRange(pollen.PeakBytes, 150_000, pollen.Bytes);
        Assert.Equal(texture.UsedBytes, run.Metrics.ResidentByType[AssetTypesOf("texture")] + texture.GraceBytes, 64 * 40d);

        static int AssetTypesOf(string name)
        {
            Assert.True(AssetTypes.TryParse(name, out byte type));
            return type;
        }
    }

    [Fact]
    public void When_a_type_is_all_held_a_further_request_of_it_fails_out_of_budget_in_bounded_time()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 12; i++)
        {
            builder.Add($"t{i}", 100_000, Vector3.Zero, type: "texture");
        }

        using TestWorld world = builder.Add("m", 1_000_000, Vector3.Zero, type: "mesh").Write();
        using var run = new VirtualRun(world, o =>
        {
            o.MemoryBudgetBytes = Budget;
            o.AdmissionTimeout = TimeSpan.FromSeconds(1);
            o.TypeBudgets = new Dictionary<string, long> { ["texture"] = 1_000_100 };
        });
        AssetHandle[] textures = [.. Enumerable.Range(0, 12).Select(i => run.Request($"t{i}"))];
        AssetHandle mesh = run.Request("m");
        run.RunUntilAllEnded(5);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(mesh));
        Assert.Equal(3, textures.Count(handle => run.Runtime.Failure(handle) == FailureReason.OutOfBudget));
        Assert.Equal(9, textures.Count(handle => run.Runtime.Status(handle) == RequestStatus.Ready));
    }

    [Fact]
    public void A_closure_that_can_never_fit_the_budget_of_a_type_fails_at_once()
    {
        using TestWorld world = new TestWorld(s_raw).Add("t0", 600_000, Vector3.Zero, type: "texture").Add("t1", 600_000, Vector3.Zero, type: "texture")
            .Add("root", 1000, Vector3.Zero, depends: ["t0", "t1"]).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.TypeBudgets = new Dictionary<string, long> { ["texture"] = 1_000_000 }; });
        AssetHandle root = run.Request("root");
        AssetHandle single = run.Request("t0");
        run.Step(30);
        Assert.Equal(FailureReason.OutOfBudget, run.Runtime.Failure(root));
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(single));
    }

    [Fact]
    public void An_asset_larger_than_its_types_budget_runs_alone_when_it_is_critical_and_is_counted()
    {
        using TestWorld world = new TestWorld(s_raw).Add("t", 600_000, Vector3.Zero, type: "texture").Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.TypeBudgets = new Dictionary<string, long> { ["texture"] = 500_000 }; });
        AssetHandle handle = run.Request("t", Urgency.Critical);
        run.RunUntilAllEnded();
        run.AssertServes(handle, "t", 600_000);
        Assert.Equal(600_000, run.Metrics.OversizedBytes);
        Assert.Equal(0, run.Runtime.TypeBudgets[0].PeakBytes);
    }

    [Fact]
    public void What_is_reserved_for_critical_requests_is_there_when_one_comes()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 20; i++)
        {
            builder.Add($"far{i}", 200_000, new Vector3(60, 0, 0));
        }

        using TestWorld world = builder.Add("near", 900_000, Vector3.Zero).Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = 4 << 20; o.CriticalReserveBytes = 1 << 20; o.AdmissionTimeout = TimeSpan.FromSeconds(30); });
        AssetHandle[] far = [.. Enumerable.Range(0, 20).Select(i => run.Request($"far{i}"))];
        run.Step(60);
        int before = far.Count(handle => run.Runtime.Status(handle) == RequestStatus.Ready);
        Assert.True(run.Metrics.ResidentBytes + run.Metrics.ReservedBytes <= run.Runtime.State.Payloads.Capacity - (1 << 20));
        AssetHandle near = run.Request("near");
        run.Step(6);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(near));
        Assert.Equal(before, far.Count(handle => run.Runtime.Status(handle) == RequestStatus.Ready));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_budget_of_nothing_is_refused(long bytes)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new AssetRuntime(new StreamingOptions { TypeBudgets = new Dictionary<string, long> { ["mesh"] = bytes } }));
        Assert.Contains("TypeBudgets", error.Message, StringComparison.Ordinal);
    }
}
