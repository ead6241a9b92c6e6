using System.Numerics;
using TurtlGraph.Bundles;
using TurtlGraph.Caching;

namespace TurtlGraph.Streaming;

/// <summary>Which assets are warmed, in which order. Immutable; making one is work for a loading screen, not for a frame.</summary>
public sealed class WarmingPlan
{
    private readonly AssetId[] _assets;

    private WarmingPlan(string strategy, IEnumerable<AssetId> assets)
    {
        Strategy = strategy;
        _assets = [.. assets.Distinct()];
    }

    /// <summary>How the order was found: <c>sequential</c>, <c>dependency</c>, <c>historical</c>, <c>predicted</c>, <c>listed</c>.</summary>
    public string Strategy { get; }

    /// <summary>The assets, first things first, each once.</summary>
    public ReadOnlySpan<AssetId> Assets => _assets;

    /// <summary>Assets in the order given.</summary>
    public static WarmingPlan Listed(IEnumerable<AssetId> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        return new WarmingPlan("listed", assets);
    }

    /// <summary>All assets of a bundle in the order of the file: the least seeking, the most bytes a second.</summary>
    public static WarmingPlan Sequential(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        int[] entries = [.. Enumerable.Range(0, bundle.Count)];
        long[] offsets = bundle.Offsets.ToArray();
        return new WarmingPlan("sequential", entries.OrderBy(entry => offsets[entry]).Select(entry => bundle[entry].Id));
    }

    /// <summary>What the roots need, level by level: first the roots with what they need themselves, then what lies one step further.</summary>
    /// <remarks>
    /// An asset is loaded with its closure, so the roots alone would do; listing what they reference warms the rest of a level that is
    /// reached from them later, up to <paramref name="steps"/> references away and back: assets that share something with a root.
    /// </remarks>
    /// <param name="bundle">The bundle.</param>
    /// <param name="roots">Assets that are surely needed; unknown ones are passed over.</param>
    /// <param name="steps">How far to go over shared dependencies; 0 takes the closures of the roots alone.</param>
    public static WarmingPlan Dependencies(Bundle bundle, IEnumerable<AssetId> roots, int steps = 1)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        List<int>[] users = UsersOf(bundle);
        var seen = new HashSet<int>();
        var found = new List<int>();
        foreach (AssetId root in roots)
        {
            if (bundle.TryFind(root, out int entry) && seen.Add(entry))
            {
                found.Add(entry);
            }
        }

        int from = 0;
        for (int step = 0; step <= steps; step++)
        {
            from = AddClosures(bundle, found, from, seen);
            int end = found.Count;
            for (int i = 0; step < steps && i < end; i++)
            {
                found.AddRange(users[found[i]].Where(seen.Add));
            }
        }

        return new WarmingPlan("dependency", found.Select(entry => bundle[entry].Id));
    }

    /// <summary>What earlier sessions needed, soonest first.</summary>
    public static WarmingPlan Historical(WarmingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new WarmingPlan("historical", history.Order().Select(key => new AssetId(key)));
    }

    /// <summary>What a recorded trace used, in its order.</summary>
    public static WarmingPlan Historical(AccessTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new WarmingPlan("historical", trace.Accesses.ToArray().Select(access => access.Asset));
    }

    /// <summary>
    /// What a viewer who goes on as he does will come near, in the order of the time at which each asset comes within his radius;
    /// what is near already by distance, what lies ahead first.
    /// </summary>
    /// <param name="bundle">The bundle; assets without a position are passed over.</param>
    /// <param name="viewer">Where he is, where he looks, how far he sees.</param>
    /// <param name="velocity">Metres a second.</param>
    /// <param name="horizonSeconds">How far ahead to look, 0 or more.</param>
    public static WarmingPlan Predicted(Bundle bundle, in Viewer viewer, Vector3 velocity, double horizonSeconds = 10)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfNegative(horizonSeconds);
        Viewer from = viewer.Sanitized();
        Vector3 forward = from.Forward.LengthSquared() > 0 ? Vector3.Normalize(from.Forward) : Vector3.Zero;
        var needs = new List<(double Seconds, double Distance, int Entry)>();
        for (int entry = 0; entry < bundle.Count; entry++)
        {
            if ((bundle.Flags[entry] & (byte)EntryTraits.HasPosition) == 0)
            {
                continue;
            }

            Vector3 offset = new Vector3(bundle.PositionX[entry], bundle.PositionY[entry], bundle.PositionZ[entry]) - from.Position;
            double seconds = SecondsUntilWithin(offset, velocity, from.Radius + bundle.Radii[entry]);
            if (seconds <= horizonSeconds)
            {
                // Straight ahead counts as half as far as straight behind.
                double distance = offset.Length();
                double ahead = distance > 0 ? Vector3.Dot(offset, forward) / distance : 1;
                needs.Add((seconds, Math.Max(0, distance - bundle.Radii[entry]) * (1.5 - (ahead / 2)), entry));
            }
        }

        needs.Sort();
        return new WarmingPlan("predicted", needs.Select(need => bundle[need.Entry].Id));
    }

    /// <summary>When a point at an offset comes within a radius of somebody who moves; 0 when it is, infinity when never.</summary>
    private static double SecondsUntilWithin(Vector3 offset, Vector3 velocity, double radius)
    {
        double c = offset.LengthSquared() - (radius * radius);
        if (c <= 0)
        {
            return 0;
        }

        // |offset - velocity t| = radius; the smaller root is the time of entry.
        double a = velocity.LengthSquared();
        double b = Vector3.Dot(offset, velocity);
        double discriminant = (b * b) - (a * c);
        return b > 0 && discriminant >= 0 ? c / (b + Math.Sqrt(discriminant)) : double.PositiveInfinity;
    }

    /// <summary>Adds what the found entries from a place on depend on, itself included; returns how many are found then.</summary>
    private static int AddClosures(Bundle bundle, List<int> found, int from, HashSet<int> seen)
    {
        for (int i = from; i < found.Count; i++)
        {
            foreach (int dependency in bundle.Dependencies(found[i]))
            {
                if (seen.Add(dependency))
                {
                    found.Add(dependency);
                }
            }
        }

        return found.Count;
    }

    private static List<int>[] UsersOf(Bundle bundle)
    {
        var users = new List<int>[bundle.Count];
        for (int entry = 0; entry < users.Length; entry++)
        {
            users[entry] = [];
        }

        for (int entry = 0; entry < users.Length; entry++)
        {
            foreach (int dependency in bundle.Dependencies(entry))
            {
                users[dependency].Add(entry);
            }
        }

        return users;
    }
}
