namespace TurtlGraph.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupt.Cancel();
        };
        return TurtlApp.Run(args, Terminal.OfProcess(), interrupt.Token);
    }
}
