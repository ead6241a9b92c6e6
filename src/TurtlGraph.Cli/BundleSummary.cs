using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>A bundle as a whole: sums a type and a codec, and what is unusual in its dependency graph.</summary>
internal sealed class BundleSummary(Bundle bundle, DependencyReport report)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("bundle", bundle.Path);
        json.WriteNumber("format_version", bundle.FormatVersion);
        json.WriteNumber("entries", bundle.Count);
        json.WriteNumber("file_bytes", bundle.FileLength);
        json.WriteNumber("table_bytes", bundle.TablesLength);
        json.WriteNumber("decoded_bytes", bundle.DecodedTotal);
        json.WriteNumber("block_size", bundle.BlockSize);
        json.WriteString("tables_blake3", bundle.TablesHash.ToString());
        WriteGroups(json, "types", entry => bundle.TypeName(entry.Type));
        WriteGroups(json, "codecs", entry => EntryJson.CodecName(entry.Codec));
        json.WriteStartObject("dependencies");
        json.WriteNumber("count", bundle.DependencyCount);
        WriteGraph(json, bundle, report);
        json.WriteEndObject();
    }

    /// <summary>The fields cycles, self_loops and missing.</summary>
    public static void WriteGraph(Utf8JsonWriter json, Bundle bundle, DependencyReport report)
    {
        json.WriteStartArray("cycles");
        foreach (var cycle in report.Cycles)
        {
            json.WriteStartArray();
            foreach (var entry in cycle)
            {
                json.WriteStringValue(bundle.Name(entry));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStrings("self_loops", report.SelfLoops.Select(bundle.Name));
        json.WriteStartArray("missing");
        foreach (var missing in report.Missing)
        {
            json.WriteStartObject();
            json.WriteString("from", bundle.Name(missing.Entry));
            json.WriteString("to", missing.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void Print(TextWriter output, int most)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(culture, $"{bundle.Path}: format {bundle.FormatVersion}, {bundle.Count} entries"));
        output.WriteLine($"{ByteSize.Format(bundle.DecodedTotal)} decoded, {ByteSize.Format(bundle.FileLength)} in the file, of them {ByteSize.Format(bundle.TablesLength)} tables");
        PrintGroups(output, "type", entry => bundle.TypeName(entry.Type));
        PrintGroups(output, "codec", entry => EntryJson.CodecName(entry.Codec));
        output.WriteLine(string.Create(culture, $"{bundle.DependencyCount} dependencies: {report.Cycles.Count} cycles, {report.SelfLoops.Count} self-loops, {report.Missing.Count} missing"));
        PrintSome(output, "cycle", report.Cycles, cycle => string.Join(", ", cycle.Select(bundle.Name)), most);
        PrintSome(output, "self-loop", report.SelfLoops, bundle.Name, most);
        PrintSome(output, "missing", report.Missing, missing => $"{missing.Name}, wanted by {bundle.Name(missing.Entry)}", most);
    }

    private static void PrintSome<T>(TextWriter output, string title, IReadOnlyList<T> items, Func<T, string> text, int most)
    {
        foreach (var item in items.Take(most))
        {
            output.WriteLine($"  {title}: {text(item)}");
        }

        if (items.Count > most)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {items.Count - most} more; --json has them all"));
        }
    }

    private void PrintGroups(TextWriter output, string title, Func<BundleEntry, string> key)
    {
        output.WriteLine($"{title,-12} {"entries",9} {"decoded",12} {"stored",12}");
        foreach (var (name, count, decoded, stored) in Groups(key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {count,9} {ByteSize.Format(decoded),12} {ByteSize.Format(stored),12}"));
        }
    }

    private void WriteGroups(Utf8JsonWriter json, string field, Func<BundleEntry, string> key)
    {
        json.WriteStartObject(field);
        foreach (var (name, count, decoded, stored) in Groups(key))
        {
            json.WriteStartObject(name);
            json.WriteNumber("entries", count);
            json.WriteNumber("decoded_bytes", decoded);
            json.WriteNumber("stored_bytes", stored);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private IEnumerable<(string Name, int Count, long Decoded, long Stored)> Groups(Func<BundleEntry, string> key) =>
        Enumerable.Range(0, bundle.Count)
            .Select(index => bundle[index])
            .GroupBy(key)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Count(), group.Sum(e => (long)e.DecodedLength), group.Sum(e => (long)e.StoredLength)));
}
