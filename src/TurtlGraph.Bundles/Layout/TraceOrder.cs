using System.Runtime.InteropServices;

namespace TurtlGraph.Bundles;

/// <summary>
/// The order of payloads by a recorded trace: by the time of the first access; what was first wanted at one time, by the next
/// accesses, so that what was wanted together every time lies together; then by place. A dependency that the trace does not name
/// comes behind the first asset that needs it; what the trace does not reach comes last, in the order in space.
/// </summary>
internal static class TraceOrder
{
    /// <param name="plan">Entries and their dependencies.</param>
    /// <param name="order">The order in space.</param>
    /// <param name="trace">What was used when; names that are not in the plan are passed over.</param>
    public static int[] Of(PackPlan plan, int[] order, AccessTrace trace)
    {
        List<double>[] times = TimesOf(plan, trace);
        int[] named = [.. order.Where(entry => times[entry] is not null).Order(Comparer<int>.Create((left, right) => Compare(times[left], times[right])))];
        var result = new List<int>(order.Length);
        var isPlaced = new bool[order.Length];
        var isNamed = Array.ConvertAll(times, list => list is not null);
        var open = new Stack<int>();
        foreach (int entry in named)
        {
            open.Push(entry);
            while (open.TryPop(out int next))
            {
                if (isPlaced[next])
                {
                    continue;
                }

                isPlaced[next] = true;
                result.Add(next);
                for (int i = plan.Starts[next + 1] - 1; i >= plan.Starts[next]; i--)
                {
                    if (!isNamed[plan.Targets[i]])
                    {
                        open.Push(plan.Targets[i]);
                    }
                }
            }
        }

        result.AddRange(order.Where(entry => !isPlaced[entry]));
        return [.. result];
    }

    private static List<double>[] TimesOf(PackPlan plan, AccessTrace trace)
    {
        var entries = new Dictionary<ulong, int>(plan.Names.Length);
        for (int i = 0; i < plan.Names.Length; i++)
        {
            entries.Add(AssetId.FromName(plan.Names[i]).Value, i);
        }

        var times = new List<double>[plan.Names.Length];
        foreach (AssetAccess access in trace.Accesses)
        {
            if (entries.TryGetValue(access.Asset.Value, out int entry))
            {
                (times[entry] ??= []).Add(access.Seconds);
            }
        }

        foreach (List<double> list in times)
        {
            list?.Sort();
        }

        return times;
    }

    /// <summary>Compares as words are compared; what is not wanted again comes before what is.</summary>
    private static int Compare(List<double> left, List<double> right) =>
        CollectionsMarshal.AsSpan(left).SequenceCompareTo(CollectionsMarshal.AsSpan(right));
}
