using System.Globalization;
using TurtlGraph.Caching;
using Xunit.Abstractions;

namespace TurtlGraph.Cli.Tests;

/// <summary>
/// The policies over real traces against what other implementations measured:
/// <c>TURTL_TRACES=folder dotnet test -c Release tests/TurtlGraph.Cli.Tests --filter Reference --logger "console;verbosity=detailed"</c>
/// prints how far each is away.
/// </summary>
public sealed class ReferenceTraceTests(ITestOutputHelper output)
{
    private const double Rounding = 0.00006;
    private static readonly string[] s_exact = ["lru", "fifo", "lfu", "clock", "clock2", "clock3", "arc", "sieve", "belady"];
    private static readonly string[] s_near = ["lirs", "s3fifo", "2q", "gdsf"];

    [ReferenceFact]
    public void Every_policy_misses_what_its_reference_misses()
    {
        var failures = new List<string>();
        var rows = ReferenceRow.Load(Path.Combine(ReferenceFactAttribute.Folder, "reference.csv"));
        var results = Simulate(rows);
        foreach (var group in rows.GroupBy(row => (row.Policy, row.Unit, row.Source, row.Trust)).OrderBy(group => group.Key.Policy, StringComparer.Ordinal))
        {
            var deviations = group.Select(row => (Row: row, Value: results[Cell(row)] - row.MissRatio)).OrderBy(item => Math.Abs(item.Value)).ToList();
            var (worst, value) = deviations[^1];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{group.Key.Policy,-9} {group.Key.Unit,-7} {deviations.Count,3} cells, mean {100 * deviations.Average(item => item.Value),7:F3}, worst {100 * value,7:F3} points ({worst.Trace} at {worst.Size}); {group.Key.Source}, {group.Key.Trust}"));
            failures.AddRange(deviations.Where(item => !IsNearEnough(item.Row, item.Value)).Select(item => $"{item.Row}: {item.Value:+0.0000;-0.0000}"));
        }

        Assert.Empty(failures);
    }

    private static bool IsNearEnough(ReferenceRow row, double deviation) => (row.Policy, row.Trust) switch
    {
        (_, not ("ok" or "product")) => true,
        ("wtinylfu", _) => deviation <= 0.01 + Rounding,
        var (policy, _) when s_exact.Contains(policy) => Math.Abs(deviation) <= 0.001 + Rounding,
        var (policy, _) when s_near.Contains(policy) => deviation <= 0.01 + Rounding,
        _ => true,
    };

    private static (string Trace, SimulationCell Cell) Cell(ReferenceRow row) => (row.Trace, new SimulationCell { Policy = row.Policy, Size = row.Size, Unit = row.Unit });

    private static Dictionary<(string Trace, SimulationCell Cell), double> Simulate(IReadOnlyList<ReferenceRow> rows)
    {
        var results = new Dictionary<(string, SimulationCell), double>();
        foreach (var cells in rows.Select(Cell).Distinct().GroupBy(item => item.Trace, item => item.Cell))
        {
            var simulator = new CacheSimulator(TraceFile.Read(FileOf(cells.Key), FormatOf(cells.Key), default));
            foreach (var cell in cells)
            {
                results[(cells.Key, cell)] = simulator.Run(cell).MissRatio;
            }
        }

        return results;
    }

    private static string FileOf(string trace) => Directory.EnumerateFiles(ReferenceFactAttribute.Folder, trace + "*").Order(StringComparer.Ordinal).Last();

    private static string? FormatOf(string trace) => trace == "cloudPhysicsIO" ? "oracle" : null;
}
