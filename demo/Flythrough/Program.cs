namespace TurtlGraph.Flythrough;

internal static class Program
{
    private static int Main() => 0;
}
