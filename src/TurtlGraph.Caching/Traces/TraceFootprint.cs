namespace TurtlGraph.Caching;

/// <summary>What a trace touches.</summary>
/// <param name="Objects">Different objects.</param>
/// <param name="Bytes">Their bytes together, each as its first request tells.</param>
public readonly record struct TraceFootprint(int Objects, long Bytes)
{
    internal static TraceFootprint Of(CacheTrace trace)
    {
        using var objects = new TraceObjects();
        ReadOnlySpan<ulong> keys = trace.Keys.Span;
        ReadOnlySpan<uint> sizes = trace.Sizes.Span;
        long bytes = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            int before = objects.Count;
            objects.NumberOf(keys[i]);
            bytes += objects.Count == before ? 0 : sizes.IsEmpty ? 1 : sizes[i];
        }

        return new TraceFootprint(objects.Count, bytes);
    }
}
