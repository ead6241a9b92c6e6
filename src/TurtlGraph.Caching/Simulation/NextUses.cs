namespace TurtlGraph.Caching;

/// <summary>For each request of a trace the number of the next one for the same object, which only an offline policy may know.</summary>
internal static class NextUses
{
    public const int Never = int.MaxValue;

    public static int[] Of(CacheTrace trace)
    {
        using var objects = new TraceObjects();
        ReadOnlySpan<ulong> keys = trace.Keys.Span;
        int[] next = new int[keys.Length];
        int[] last = new int[trace.Footprint.Objects];
        for (int i = 0; i < keys.Length; i++)
        {
            int known = objects.Count;
            int number = objects.NumberOf(keys[i]);
            if (number < known)
            {
                next[last[number]] = i;
            }

            last[number] = i;
            next[i] = Never;
        }

        return next;
    }
}
