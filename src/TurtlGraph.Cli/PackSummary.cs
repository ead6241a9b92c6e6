using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>What packing made and found.</summary>
internal sealed class PackSummary(PackReport report, Bundle bundle, SuperTuxKartImport? imported)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("bundle", report.Path);
        json.WriteNumber("entries", report.Entries);
        json.WriteNumber("unique_contents", report.UniqueContents);
        json.WriteNumber("compressed_entries", report.CompressedEntries);
        json.WriteNumber("decoded_bytes", report.DecodedBytes);
        json.WriteNumber("stored_bytes", report.StoredBytes);
        json.WriteNumber("file_bytes", report.FileBytes);
        json.WriteString("codec", EntryJson.CodecName(report.Codec));
        json.WriteNumber("level", report.Level);
        json.WriteString("codec_fallback", report.CodecFallback);
        json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
        json.WriteString("tables_blake3", report.TablesHash.ToString());
        json.WriteStartObject("dependencies");
        json.WriteNumber("count", bundle.DependencyCount);
        BundleSummary.WriteGraph(json, bundle, report.Dependencies);
        json.WriteEndObject();
        if (imported is not null)
        {
            WriteImport(json, imported);
        }
    }

    public void Print(TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(
            culture,
            $"{report.Path}: {report.Entries} entries, {ByteSize.Format(report.DecodedBytes)} to {ByteSize.Format(report.FileBytes)} with {EntryJson.CodecName(report.Codec)} in {report.Elapsed.TotalSeconds:F2} s"));
        if (report.CodecFallback is { } fallback)
        {
            output.WriteLine($"note: {fallback}");
        }

        if (imported is not null)
        {
            output.WriteLine(string.Create(
                culture,
                $"track {imported.Track}: {imported.Placements} placements, {imported.SceneNodes} scene nodes, {imported.Dangling.Count} dangling references"));
            PrintLines(output, imported.Dangling.Select(dangling => dangling.ToString()));
            PrintLines(output, imported.Damaged.Select(damaged => "not understood: " + damaged));
            PrintLines(output, imported.PrefabCycles.Select(cycle => "prefab holds itself: " + cycle));
        }

        var graph = report.Dependencies;
        if (!graph.IsClean)
        {
            output.WriteLine(string.Create(
                culture,
                $"dependencies: {graph.Cycles.Count} cycles, {graph.SelfLoops.Count} self-loops, {graph.Missing.Count} missing; 'turtl inspect {report.Path}' shows them"));
        }
    }

    private static void PrintLines(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine("  " + line);
        }
    }

    private static void WriteImport(Utf8JsonWriter json, SuperTuxKartImport imported)
    {
        json.WriteStartObject("import");
        json.WriteString("track", imported.Track);
        json.WriteNumber("placements", imported.Placements);
        json.WriteNumber("scene_nodes", imported.SceneNodes);
        json.WriteStartArray("dangling");
        foreach (var dangling in imported.Dangling)
        {
            json.WriteStartObject();
            json.WriteString("from", dangling.From);
            json.WriteString("to", dangling.To);
            json.WriteString("file", dangling.File);
            json.WriteNumber("line", dangling.Line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStrings("damaged", imported.Damaged);
        json.WriteStrings("prefab_cycles", imported.PrefabCycles);
        json.WriteEndObject();
    }
}
