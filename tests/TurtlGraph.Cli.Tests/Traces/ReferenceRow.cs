using System.Globalization;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli.Tests;

/// <summary>One row of reference.csv: what another implementation measured.</summary>
internal sealed record ReferenceRow(string Trace, string Source, string Policy, long Size, CacheUnit Unit, double MissRatio, string Trust)
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["LRU"] = "lru", ["FIFO"] = "fifo", ["LFU"] = "lfu", ["LFUDA"] = "lfuda", ["ARC"] = "arc", ["Sieve"] = "sieve", ["Belady"] = "belady", ["LIRS"] = "lirs",
        ["S3FIFO"] = "s3fifo", ["TwoQ"] = "2q", ["GDSF"] = "gdsf", ["W-TinyLFU (hill climbing)"] = "wtinylfu",
    };

    /// <summary>The rows of policies that there are here.</summary>
    public static IReadOnlyList<ReferenceRow> Load(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(Parse).OfType<ReferenceRow>().Where(row => CachePolicies.Names.Contains(row.Policy))];

    private static ReferenceRow? Parse(string line)
    {
        // One field may hold a comma and then stands in quotes.
        var quote = line.Split('"');
        var fields = string.Concat(quote.Select((part, i) => i % 2 == 1 ? part.Replace(',', ';') : part)).Split(',');
        return PolicyOf(fields[2], fields[3]) is { } policy
            ? new ReferenceRow(
                fields[0],
                fields[1],
                policy,
                long.Parse(fields[5], CultureInfo.InvariantCulture),
                fields[6] == "bytes" ? CacheUnit.Bytes : CacheUnit.Objects,
                double.Parse(fields[8], CultureInfo.InvariantCulture),
                fields[10])
            : null;
    }

    private static string? PolicyOf(string policy, string parameters) => policy != "Clock"
        ? s_names.GetValueOrDefault(policy)
        : parameters.Length == 0 || parameters.StartsWith('1') ? "clock" : parameters.StartsWith('2') || parameters.EndsWith('2') ? "clock2" : "clock3";
}
