namespace TurtlGraph.Bundles;

/// <summary>Chooses the order of the payloads.</summary>
internal static class PayloadOrder
{
    /// <summary>Entries in payload order. Depends on what the plan says of the items and on the trace, on nothing else.</summary>
    public static int[] Of(PackPlan plan, BundleBuilderOptions options)
    {
        int[] morton = MortonOrder.Of(plan.Items);
        return options.Layout switch
        {
            PayloadLayout.Graph => GraphOrder.Of(plan, morton),
            PayloadLayout.Trace => TraceOrder.Of(plan, morton, options.Trace!),
            _ => morton,
        };
    }
}
