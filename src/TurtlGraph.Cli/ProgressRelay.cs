using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>Passes progress on to a bar, if there is one, and stops the work when the user wants it stopped.</summary>
internal sealed class ProgressRelay(IProgress<double>? bar, CancellationToken interrupt) : IProgress<PackProgress>
{
    public void Report(PackProgress value)
    {
        interrupt.ThrowIfCancellationRequested();
        bar?.Report(value.BytesTotal > 0
            ? (double)value.BytesRead / value.BytesTotal
            : (double)value.EntriesDone / Math.Max(value.EntriesTotal, 1));
    }
}
