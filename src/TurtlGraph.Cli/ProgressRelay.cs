using System.Globalization;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>Passes progress on with rate and remaining time in words, and stops the work when the user wants it stopped.</summary>
internal sealed class ProgressRelay(IProgressView view, CancellationToken interrupt) : IProgress<PackProgress>
{
    public void Report(PackProgress value)
    {
        interrupt.ThrowIfCancellationRequested();
        view.Show(value.Fraction, Note(value));
    }

    /// <summary>For example <c>1.2 GB of 4.0 GB, 310.0 MB/s, 0:00:09 left</c>.</summary>
    internal static string Note(PackProgress value)
    {
        if (value.BytesPerSecond <= 0)
        {
            return "";
        }

        var total = value.BytesTotal > 0 ? $" of {ByteSize.Format(value.BytesTotal)}" : "";
        var left = value.Remaining is { } remaining ? $", {remaining.ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture)} left" : "";
        return $"{ByteSize.Format(value.BytesRead)}{total}, {ByteSize.Format((long)value.BytesPerSecond)}/s{left}";
    }
}
