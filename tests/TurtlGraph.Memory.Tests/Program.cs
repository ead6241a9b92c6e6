namespace TurtlGraph.Memory.Tests;

/// <summary>The test assembly as a program: what tests run in processes of their own.</summary>
internal static class Program
{
    private static int Main(string[] args) => args switch
    {
        ["pressure-steps", var limit] => PressureSteps.Run(long.Parse(limit, System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException("Only tests run this."),
    };
}
