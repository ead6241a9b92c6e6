using System.Numerics;
using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming.Tests;

/// <summary>What an asset needs, what it can do without, and what goes with it.</summary>
public class DependencyTests
{
    private const long Budget = 4 << 20;
    private static readonly BundleBuilderOptions s_raw = new() { Codec = BundleCodecChoice.None };

    [Fact]
    public void A_failed_optional_child_does_not_fail_its_parent()
    {
        using TestWorld world = new TestWorld(s_raw).Add("needed", 1000, Vector3.Zero).Add("broken", 1000, Vector3.Zero)
            .AddWith("mesh", 1000, ["needed"], ["broken"]).AddWith("scene", 1000, ["mesh"], []).Write();
        Damage(world, "broken");
        using var run = new VirtualRun(world);
        AssetHandle scene = run.Request("scene");
        AssetHandle broken = run.Request("broken");
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(scene));
        Assert.Equal(FailureReason.VerifyFailed, run.Runtime.Failure(broken));
        Assert.Null(run.Runtime.FailurePath(scene));
        AssetHandle again = run.Request("scene");
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(again));
    }

    [Fact]
    public void An_optional_child_that_does_not_fail_is_there_when_its_parent_is_ready()
    {
        using TestWorld world = new TestWorld(s_raw).Add("extra", 500_000, Vector3.Zero).AddWith("mesh", 1000, [], ["extra"]).Write();
        using var run = new VirtualRun(world);
        AssetHandle mesh = run.Request("mesh");
        run.RunUntilAllEnded();
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(mesh));
        Assert.True(run.Runtime.TryGet(AssetId.FromName("extra"), out _));
    }

    [Fact]
    public void A_failed_required_child_fails_its_parents_and_the_path_is_told()
    {
        using TestWorld world = new TestWorld(s_raw).Add("broken", 1000, Vector3.Zero).Add("fine", 1000, Vector3.Zero)
            .AddWith("texture", 1000, ["broken"], []).AddWith("material", 1000, ["texture", "fine"], []).AddWith("house", 1000, ["fine", "material"], ["broken"]).Write();
        Damage(world, "broken");
        using var run = new VirtualRun(world);
        AssetHandle house = run.Request("house");
        AssetHandle fine = run.Request("fine");
        AssetHandle broken = run.Request("broken");
        run.RunUntilAllEnded();
        Assert.Equal(FailureReason.DependencyFailed, run.Runtime.Failure(house));
        FailurePath path = run.Runtime.FailurePath(house)!;
        Assert.Equal(["house", "material", "texture", "broken"], path.Names);
        Assert.Equal(path.Names.Select(name => AssetId.FromName(name)), path.Assets);
        Assert.Equal(FailureReason.VerifyFailed, path.Reason);
        Assert.Equal("house → material → texture → broken: VerifyFailed", path.ToString());
        Assert.Equal(["broken"], run.Runtime.FailurePath(broken)!.Names);
        Assert.Null(run.Runtime.FailurePath(fine));
        run.Runtime.Release(house);
        run.Step();
        Assert.Null(run.Runtime.FailurePath(house));
    }

    [Fact]
    public void A_shared_child_counts_once_in_a_closure()
    {
        // Three closures of 2 MiB over the same child of 1.5 MiB: counted twice, it would not fit 3 MiB.
        var builder = new TestWorld(s_raw).Add("shared", 1_500_000, Vector3.Zero).Add("a", 500_000, Vector3.Zero, depends: "shared")
            .Add("b", 500_000, Vector3.Zero, depends: "shared").Add("root", 1000, Vector3.Zero, depends: ["a", "b", "shared"]);
        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        AssetHandle root = run.Request("root");
        run.RunUntilAllEnded(2);
        Assert.Equal(RequestStatus.Ready, run.Runtime.Status(root));
    }

    [Fact]
    public void A_cycle_comes_and_goes_as_one()
    {
        var builder = new TestWorld(s_raw);
        for (int i = 0; i < 24; i++)
        {
            builder.Add($"a{i}", 100_000, Vector3.Zero, depends: $"b{i}").Add($"b{i}", 100_000, Vector3.Zero, depends: $"c{i}").Add($"c{i}", 100_000, Vector3.Zero, depends: $"a{i}");
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => o.MemoryBudgetBytes = Budget);
        for (int i = 0; i < 72; i++)
        {
            AssetHandle handle = run.Request($"{"abc"[i % 3]}{i % 24}");
            run.RunUntilAllEnded();
            Assert.Equal(RequestStatus.Ready, run.Runtime.Status(handle));
            run.Runtime.Release(handle);
            for (int cycle = 0; cycle < 24; cycle++)
            {
                int there = "abc".Count(letter => run.Runtime.TryGet(AssetId.FromName($"{letter}{cycle}"), out _));
                Assert.True(there is 0 or 3, $"{there} of cycle {cycle}");
            }
        }

        Assert.True(run.Metrics.Evictions > 60);
    }

    /// <summary>The law: whenever an asset that was ready leaves memory, nothing that needs it is left there.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_child_is_never_evicted_before_a_parent_that_needs_it(int seed)
    {
        var random = new Random(seed);
        var builder = new TestWorld(s_raw);
        const int Assets = 90;
        for (int i = 0; i < Assets; i++)
        {
            string[] needed = [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"a{random.Next(Assets)}").Distinct()];
            builder.AddWith($"a{i}", random.Next(1, 140_000), i % 2 == 0 ? [] : needed, i % 4 == 0 ? needed : []);
        }

        using TestWorld world = builder.Write();
        using var run = new VirtualRun(world, o => { o.MemoryBudgetBytes = Budget; o.AdmissionTimeout = TimeSpan.FromSeconds(1); });
        RuntimeState state = run.Runtime.State;
        var held = new Queue<AssetHandle>();
        for (int frame = 0; frame < 1200; frame++)
        {
            held.Enqueue(run.Request($"a{random.Next(Assets)}", random.Next(3) == 0 ? (Urgency)random.Next(4) : null));
            if (held.Count > 12)
            {
                run.Runtime.Release(held.Dequeue());
            }

            run.Step();
            while (run.Runtime.Trace.TryRead(out TraceEvent item))
            {
                if (item.Kind != TraceKind.Evicted || item.Frame != run.Runtime.FrameNumber)
                {
                    continue;
                }

                Assert.True(run.Bundle.TryFind(item.Asset, out int evicted));
                for (int parent = 0; parent < run.Bundle.Count && state.Catalog[evicted].State != AssetState.Resident; parent++)
                {
                    int index = run.Bundle.Dependencies(parent).IndexOf(evicted);
                    bool needs = index >= 0 && parent != evicted && !run.Bundle.IsOptional(parent, index);
                    Assert.False(needs && state.Catalog[parent].State == AssetState.Resident, $"{run.Bundle.Name(parent)} needs {run.Bundle.Name(evicted)}");
                }
            }
        }

        Assert.True(run.Metrics.Evictions > 50, $"{run.Metrics.Evictions} evictions");
    }

    /// <summary>The law: at no instant is more resident, reserved and in grace than the budget says, in total and for each type, but for one counted oversized asset.</summary>
    [Fact]
    public void No_budget_is_ever_exceeded() => FsCheck.Fluent.Prop.ForAll(
        FsCheck.Fluent.ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var builder = new TestWorld(s_raw);
            for (int i = 0; i < 60; i++)
            {
                string[] needed = [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"a{random.Next(60)}").Distinct()];
                int length = i == 5 ? 5 << 20 : random.Next(10) == 0 ? random.Next(600_000) : random.Next(80_000);
                builder.Add($"a{i}", length, new Vector3(random.Next(150), 0, 0), type: (i % 4) switch { 0 => "texture", 1 => "mesh", 2 => "moss", _ => "other" }, depends: needed);
            }

            using TestWorld world = builder.Write();
            using var run = new VirtualRun(world, o =>
            {
                o.MemoryBudgetBytes = Budget;
                o.CriticalReserveBytes = random.Next(2) * 300_000;
                o.AdmissionTimeout = TimeSpan.FromSeconds(1);
                o.TypeBudgets = new Dictionary<string, long> { ["texture"] = random.Next(300_000, 2_000_000), ["moss"] = random.Next(100_000, 900_000) };
            });
            var held = new Queue<AssetHandle>();
            for (int frame = 0; frame < 250; frame++)
            {
                held.Enqueue(run.Request($"a{random.Next(60)}", random.Next(3) == 0 ? (Urgency)random.Next(4) : null));
                if (held.Count > 15)
                {
                    run.Runtime.Release(held.Dequeue());
                }

                run.Step();
                ref readonly RuntimeMetrics metrics = ref run.Metrics;
                Assert.True(metrics.ResidentBytes + metrics.ReservedBytes + metrics.GraceBytes <= run.Runtime.State.Payloads.Capacity);
                Assert.True(metrics.PeakMemoryBytes <= Budget, "at every instant: the peak is exact");
                Assert.True(metrics.OversizedBytes == 0 || metrics.OversizedBytes > run.Runtime.TypeBudgets.Min(budget => budget.Bytes), "only what is larger than a budget is an exception");
                Assert.All(run.Runtime.TypeBudgets, budget => Assert.True(budget.PeakBytes <= budget.Bytes, budget.Name));
            }

            while (held.TryDequeue(out AssetHandle handle))
            {
                run.Runtime.Release(handle);
            }

            run.Step(120);
            long resident = run.Runtime.TypeBudgets.Sum(budget => budget.UsedBytes);
            Assert.True(resident <= run.Metrics.ResidentBytes && run.Runtime.TypeBudgets.All(budget => budget.GraceBytes == 0), "what is charged is what is there");
            return run.Metrics.BudgetViolations == 0;
        }).Check(25);

    private static void Damage(TestWorld world, string name)
    {
        long offset;
        using (Bundle bundle = Bundle.Open(world.Path))
        {
            Assert.True(bundle.TryFind(AssetId.FromName(name), out int entry));
            offset = bundle[entry].Offset;
        }

        using FileStream file = File.OpenWrite(world.Path);
        file.Position = offset;
        file.Write([0xAB, 0xCD, 0xEF, 0x01]);
    }
}
