using TurtlGraph.Caching;
using TurtlGraph.Streaming;

namespace TurtlGraph.Cli;

/// <summary>Replays a recording with different policies and weights, and keeps the best. Weights are improved one at a time, by doubling or dropping each.</summary>
internal sealed class TuneReplays(TunePlan plan, IProgressView view, CancellationToken interrupt)
{
    private const string Adaptive = "adaptive";

    private static readonly (string Name, Func<EvictionWeights, float> Get, Func<EvictionWeights, float, EvictionWeights> Set)[] s_weights =
    [
        ("age", weights => weights.Age, (weights, value) => weights with { Age = value }),
        ("distance", weights => weights.Distance, (weights, value) => weights with { Distance = value }),
        ("reuse", weights => weights.Reuse, (weights, value) => weights with { Reuse = value }),
        ("frequency", weights => weights.Frequency, (weights, value) => weights with { Frequency = value }),
        ("size", weights => weights.Size, (weights, value) => weights with { Size = value }),
        ("priority", weights => weights.Priority, (weights, value) => weights with { Priority = value }),
    ];

    private readonly List<ReplayedChoice> _done = [];

    /// <summary>All replays, in the order in which they were made; the first is with the current policy.</summary>
    public IReadOnlyList<ReplayedChoice> Done => _done;

    public ReplayedChoice? Best => _done.MinBy(Aim);

    /// <summary>Runs them.</summary>
    /// <param name="policies">Policies to try, the current one first.</param>
    /// <param name="compressedBytes">Memory for compressed copies that the last replay tries with what was best until then; 0 for none.</param>
    public void Run(IReadOnlyList<string> policies, long compressedBytes)
    {
        TryPolicies(policies, compressedBytes > 0 ? plan.Replays - 1 : plan.Replays);
        if (compressedBytes > 0 && Best is { } best)
        {
            Try(best.Policy, best.Weights, plan.Replays, compressedBytes);
        }
    }

    private void TryPolicies(IReadOnlyList<string> policies, int most)
    {
        // At least half of the replays are for weights.
        foreach (var policy in policies.Take(Math.Max(1, plan.Replays / 2)))
        {
            Try(policy, weights: null, most);
        }

        // With its own weights the policy may have been replayed already.
        var own = _done.Find(choice => choice.Policy == Adaptive);
        var best = own is null ? Try(Adaptive, EvictionPolicy.Adaptive, most) : own with { Weights = EvictionPolicy.Adaptive };
        foreach (var factor in new[] { 2f, 0f, 0.5f })
        {
            foreach (var (_, get, set) in s_weights)
            {
                if (best is not { Weights: { } weights } || _done.Count >= most)
                {
                    return;
                }

                var changed = get(weights) > 0 ? get(weights) * factor : 0.1f;
                best = Try(Adaptive, set(weights, changed), most) is { } next && Aim(next) < Aim(best) ? next : best;
            }
        }
    }

    private double Aim(ReplayedChoice choice) => plan.Objective switch
    {
        "objects" => choice.MissRatio,
        "bytes" => choice.BytesRead,
        _ => choice.Seconds,
    };

    private ReplayedChoice? Try(string policy, EvictionWeights? weights, int most, long compressedBytes = 0)
    {
        if (_done.Count >= most)
        {
            return null;
        }

        var options = StreamingOptions.FromJson(plan.Recording!.Options!.ToJson());
        (options.MemoryBudgetBytes, options.CompressedTierBytes, options.EvictionPolicy, options.EvictionWeights) = (plan.Budget, compressedBytes, policy, weights);
        view.Show(0.5 + (0.5 * _done.Count / plan.Replays), $"replaying with {policy}");
        var report = plan.Recording.Replay(options, interrupt);
        var choice = new ReplayedChoice(
            policy, weights, report.Hits, report.Misses, report.Metrics.BytesRead, plan.LoadCost.Of(Math.Max(0, report.Misses - report.Metrics.AssetsRestored), report.Metrics.BytesRead))
        {
            CompressedBytes = compressedBytes,
        };
        _done.Add(choice);
        return choice;
    }
}
