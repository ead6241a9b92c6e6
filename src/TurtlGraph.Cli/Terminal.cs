using Spectre.Console;

namespace TurtlGraph.Cli;

/// <summary>Where a command writes. Results go to <see cref="Out"/>, errors and progress to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    private readonly IAnsiConsole? _live;

    public Terminal(TextWriter output, TextWriter error, IAnsiConsole? live = null)
    {
        Out = output;
        Error = error;
        _live = live;
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public static Terminal OfProcess()
    {
        var live = Console.IsErrorRedirected
            ? null
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        // A pipe or file gets UTF-8 on every system, as JSON wants it, and not a write call a line.
        var output = Console.IsOutputRedirected ? new StreamWriter(Console.OpenStandardOutput()) : Console.Out;
        return new Terminal(output, Console.Error, live is { Profile.Capabilities.Interactive: true } ? live : null);
    }

    /// <summary>Runs <paramref name="work"/> with a progress bar when a person watches; otherwise long work says a line from time to time.</summary>
    /// <param name="title">What is going on.</param>
    /// <param name="work">Reports what is done, from 0 to 1, from any thread.</param>
    public T WithProgress<T>(string title, Func<IProgressView, T> work) => _live is null
        ? work(new ProgressLines(title, Error, TimeProvider.System))
        : _live.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .Start(context => work(new Bar(title, context.AddTask(Markup.Escape(title)))));

    private sealed class Bar(string title, ProgressTask task) : IProgressView
    {
        public void Show(double fraction, string note)
        {
            task.Value = fraction * task.MaxValue;
            task.Description = Markup.Escape(note.Length > 0 ? $"{title} {note}" : title);
        }
    }
}
