using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary>What <c>turtl tune</c> found.</summary>
internal sealed record TuneOutcome
{
    /// <summary>All curves.</summary>
    public required IReadOnlyList<CurvePoint> Points { get; init; }

    /// <summary>The points at the budget, best first; the offline bound last.</summary>
    public required IReadOnlyList<CurvePoint> AtBudget { get; init; }

    /// <summary>The current policy's point; <see langword="null"/> when it is one the simulator does not have.</summary>
    public CurvePoint? Current { get; init; }

    /// <summary>What the runtime itself made of it; empty without a recording.</summary>
    public IReadOnlyList<ReplayedChoice> Replays { get; init; } = [];

    /// <summary>The best of them.</summary>
    public ReplayedChoice? BestReplay { get; init; }

    public required TierSplit Tiers { get; init; }

    /// <summary>What to give the runtime.</summary>
    public required StreamingOptions Options { get; init; }

    /// <summary>Where it was written.</summary>
    public string? OptionsFile { get; init; }

    /// <summary>The best policy of the simulation.</summary>
    public CurvePoint Best => AtBudget[0];

    public static TuneOutcome Of(TunePlan plan, IProgressView view, CancellationToken interrupt)
    {
        var replays = plan is { Recording.CanReplay: true, Replays: > 0 };
        var points = MissRatioCurves.Of(
            plan.Trace,
            new CurveOptions { Policies = plan.Policies, Sizes = plan.Sizes, Unit = plan.Unit, RequestsPerPoint = plan.RequestsPerPoint },
            new SharedProgress(view, replays ? 0.5 : 1),
            interrupt);
        CurvePoint[] atBudget = [.. points.Where(point => point.Size == plan.Budget).OrderBy(point => IsBound(point.Policy)).ThenBy(point => plan.Aim(point.MissRatio, point.ByteMissRatio))];
        var runs = new TuneReplays(plan, view, interrupt);
        if (replays)
        {
            runs.Run([.. atBudget.Select(point => point.Policy).Prepend(plan.Current).Distinct().Where(IsRunnable)]);
        }

        var outcome = new TuneOutcome
        {
            Points = points,
            AtBudget = atBudget,
            Current = atBudget.Where(point => point.Policy == plan.Current).Select(point => (CurvePoint?)point).FirstOrDefault(),
            Replays = runs.Done,
            BestReplay = runs.Best,
            Tiers = TiersOf(plan, points, atBudget[0].Policy),
            Options = plan.Recording?.Options ?? new StreamingOptions(),
        };
        outcome.Choose(plan);
        return outcome;
    }

    /// <summary>Whether the policy knows the future: a bound, and nothing to run.</summary>
    private static bool IsBound(string policy)
    {
        using var empty = CachePolicies.Create(policy, new CachePolicyOptions { Capacity = 1, Slots = 1 });
        return empty.NeedsNextUse;
    }

    /// <summary>Whether the runtime runs the policy.</summary>
    private static bool IsRunnable(string policy) =>
        CachePolicies.OnlineNames.Union(EvictionPolicy.Names).Contains(policy, StringComparer.OrdinalIgnoreCase);

    private static TierSplit TiersOf(TunePlan plan, IReadOnlyList<CurvePoint> points, string policy)
    {
        var model = new TierModel { MemoryBytes = plan.Budget, DiskBytes = plan.DiskBytes, CompressionRatio = plan.CompressionRatio, Disk = plan.Disk, Origin = plan.Origin };
        return TierSplit.Best(new MissCurve(points.Where(point => point.Policy == policy)), model, plan.BytesPerRequest);
    }

    private void Choose(TunePlan plan)
    {
        if (plan.Unit == CacheUnit.Bytes && plan.Budget >= 4 << 20)
        {
            Options.MemoryBudgetBytes = plan.Budget;
        }

        Options.EvictionPolicy = BestReplay?.Policy
            ?? AtBudget.Select(point => point.Policy).FirstOrDefault(IsRunnable)
            ?? Options.EvictionPolicy;
        Options.EvictionWeights = BestReplay is { Weights: { } weights } ? weights : null;
    }

    /// <summary>A share of the whole progress.</summary>
    private sealed class SharedProgress(IProgressView view, double share) : IProgress<double>
    {
        public void Report(double value) => view.Show(value * share, "curves");
    }
}
