using System.Diagnostics;
namespace TurtlGraph.Flythrough;

internal static class Program
{
    private static int Main()
    {
        var sw = Stopwatch.StartNew();
        var plan = WorldPlan.Create(new WorldShape());
        Console.WriteLine($"plan {sw.Elapsed.TotalSeconds:f2}s {plan.Assets.Count}");
        foreach (var g in plan.Assets.GroupBy(a => a.Kind))
        {
            sw.Restart();
            long total = 0;
            Parallel.ForEach(g, a => Interlocked.Add(ref total, a.Content().Length));
            Console.WriteLine($"{g.Key,-10} {g.Count(),6} {total / 1e6,8:f1} MB {sw.Elapsed.TotalSeconds:f2} s");
        }
        return 0;
    }
}
