using System.Globalization;

namespace TurtlGraph.Cli;

/// <summary>Progress for logs: nothing in the first ten seconds, then a line every ten.</summary>
internal sealed class ProgressLines(string title, TextWriter output, TimeProvider clock) : IProgressView
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly long _started = clock.GetTimestamp();
    private TimeSpan _next = s_pause;

    public void Show(double fraction, string note)
    {
        var elapsed = clock.GetElapsedTime(_started);
        if (elapsed >= _next)
        {
            _next = elapsed + s_pause;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {fraction * 100:F0} %{(note.Length > 0 ? ", " : "")}{note}"));
        }
    }
}
