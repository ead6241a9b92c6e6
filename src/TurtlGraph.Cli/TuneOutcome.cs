using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary>What <c>turtl tune</c> found.</summary>
internal sealed record TuneOutcome
{
    /// <summary>The smallest budget that the runtime takes.</summary>
    private const long LeastBudget = 4 << 20;

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
        var tiers = TiersOf(plan, points, atBudget[0].Policy);
        var options = plan.Recording?.Options ?? new StreamingOptions();
        var compressedBytes = CompressedBytesOf(plan, tiers, options);
        var runs = new TuneReplays(plan, view, interrupt);
        if (replays)
        {
            runs.Run([.. atBudget.Select(point => point.Policy).Prepend(plan.Current).Distinct().Where(IsRunnable)], compressedBytes);
        }

        var outcome = new TuneOutcome
        {
            Points = points,
            AtBudget = atBudget,
            Current = atBudget.Where(point => point.Policy == plan.Current).Select(point => (CurvePoint?)point).FirstOrDefault(),
            Replays = runs.Done,
            BestReplay = runs.Best,
            Tiers = tiers,
            Options = options,
        };
        outcome.Choose(plan, compressedBytes);
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

    /// <summary>Memory that the division gives to compressed copies, within what the runtime takes.</summary>
    private static long CompressedBytesOf(TunePlan plan, TierSplit tiers, StreamingOptions options)
    {
        const long least = 64 << 10;
        var bytes = Math.Min(tiers.CompressedBytes, plan.Budget / 2);
        var isPossible = plan.Unit == CacheUnit.Bytes && plan.Budget >= LeastBudget && options.StagingBytes <= plan.Budget / 4;
        return isPossible && bytes >= least ? bytes : 0;
    }

    private void Choose(TunePlan plan, long compressedBytes)
    {
        if (plan.Unit == CacheUnit.Bytes && plan.Budget >= LeastBudget)
        {
            Options.MemoryBudgetBytes = plan.Budget;
            Options.CompressedTierBytes = BestReplay?.CompressedBytes ?? compressedBytes;
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
