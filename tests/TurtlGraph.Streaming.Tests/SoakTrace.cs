namespace TurtlGraph.Streaming.Tests;

/// <summary>The decisions that a runtime has told, counted and held against its figures: it explains itself, and leaves nothing out.</summary>
internal sealed class SoakTrace
{
    private readonly long[] _counts = new long[64];

    public void Read(VirtualRun run)
    {
        while (run.Runtime.Trace.TryRead(out TraceEvent item))
        {
            _counts[(int)item.Kind]++;
        }
    }

    public void Check(VirtualRun run)
    {
        ref readonly RuntimeMetrics metrics = ref run.Metrics;
        Assert.Equal(0, run.Runtime.Trace.Dropped);
        Assert.Equal(metrics.RequestsTotal, _counts[(int)TraceKind.Requested]);
        Assert.Equal(metrics.RequestsReady, _counts[(int)TraceKind.Ready]);
        Assert.Equal(metrics.RequestsCancelled, _counts[(int)TraceKind.Cancelled]);
        Assert.Equal(metrics.Retries, _counts[(int)TraceKind.Retried]);
        Assert.Equal(metrics.AssetsLoaded, _counts[(int)TraceKind.Loaded]);
        Assert.Equal(metrics.Evictions, _counts[(int)TraceKind.Evicted]);
        Assert.Equal(metrics.Rescues, _counts[(int)TraceKind.Rescued]);
        Assert.Equal(metrics.Moves, _counts[(int)TraceKind.Moved]);
    }
}
