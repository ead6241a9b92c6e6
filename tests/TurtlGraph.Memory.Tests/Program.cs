namespace TurtlGraph.Memory.Tests;

/// <summary>The test assembly as a program: what tests run in processes of their own.</summary>
internal static class Program
{
    private static int Main(string[] args) => args switch
    {
        ["pressure-steps", var limit] => PressureSteps.Run(long.Parse(limit, System.Globalization.CultureInfo.InvariantCulture)),
        ["mapping-cut", var trust, var path] => MappingPrograms.Cut(trust == "trusted", path),
        ["mapping-locks", var path] => MappingPrograms.Locks(path),
        ["leak", var freed] => LeakReportTests.Leak(freed == "freed"),
        _ => throw new ArgumentException("Only tests run this."),
    };
}
