using BenchmarkDotNet.Running;

namespace TurtlGraph.Benchmarks;

/// <summary>
/// <c>--quick NAME [--json FILE]</c> runs one quick suite; anything else goes to BenchmarkDotNet, which asks which classes to
/// run when no <c>--filter</c> says so.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (Array.IndexOf(arguments, "--quick") >= 0)
        {
            return QuickCommand.Run(arguments);
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
        return 0;
    }
}
