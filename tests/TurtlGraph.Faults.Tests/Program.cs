namespace TurtlGraph.Faults.Tests;

/// <summary>What the test assembly does when it is started as a process of its own, to be killed.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => arguments is [StoreChild.Verb, var folder, var seed, var first]
        ? StoreChild.Run(folder, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), int.Parse(first, System.Globalization.CultureInfo.InvariantCulture))
        : 2;
}
