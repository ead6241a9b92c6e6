using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>What packing made and found.</summary>
internal sealed class PackSummary(PackReport report, Bundle bundle, AssetImport? imported)
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
        json.WriteString("layout", JsonNamingPolicy.SnakeCaseLower.ConvertName(report.Layout.ToString()));
        if (report.TraceNames is { } names)
        {
            json.WriteNumber("trace_names", names.Named);
            json.WriteNumber("trace_names_unknown", names.Unknown);
        }

        json.WriteNumber("peak_memory_bytes", PeakMemory());
        WriteTypes(json);
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
        if (report.TraceNames is { } names)
        {
            output.WriteLine(string.Create(culture, $"laid out by a trace of {names.Named} assets, {names.Unknown} of which are not in the bundle"));
        }

        PrintTypes(output);
        if (report.CodecFallback is { } fallback)
        {
            output.WriteLine($"note: {fallback}");
        }

        if (imported is not null)
        {
            PrintImport(output, imported);
        }

        var graph = report.Dependencies;
        if (!graph.IsClean)
        {
            output.WriteLine(string.Create(
                culture,
                $"dependencies: {graph.Cycles.Count} cycles, {graph.SelfLoops.Count} self-loops, {graph.Missing.Count} missing; 'turtl inspect {report.Path}' shows them"));
        }
    }

    /// <summary>The most memory the process has had resident, mapped files included.</summary>
    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private void WriteTypes(Utf8JsonWriter json)
    {
        json.WriteStartArray("types");
        foreach (var type in report.Types)
        {
            json.WriteStartObject();
            json.WriteString("type", type.Type);
            json.WriteString("codec", EntryJson.CodecName(type.Codec));
            json.WriteNumber("level", type.Level);
            json.WriteNumber("dictionary_bytes", type.DictionaryBytes);
            json.WriteNumber("entries", type.Entries);
            json.WriteNumber("compressed_entries", type.CompressedEntries);
            json.WriteNumber("dictionary_entries", type.DictionaryEntries);
            json.WriteNumber("decoded_bytes", type.DecodedBytes);
            json.WriteNumber("stored_bytes", type.StoredBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void PrintTypes(TextWriter output)
    {
        foreach (var type in report.Types)
        {
            var how = type.CompressedEntries == 0 ? "raw" : string.Create(CultureInfo.InvariantCulture, $"{EntryJson.CodecName(type.Codec)} {type.Level}");
            var dictionary = type.DictionaryBytes > 0 ? $", dictionary of {ByteSize.Format(type.DictionaryBytes)}" : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {type.Type}: {type.Entries} entries, {ByteSize.Format(type.DecodedBytes)} to {ByteSize.Format(type.StoredBytes)}, {how}{dictionary}"));
        }
    }

    private static void PrintImport(TextWriter output, AssetImport imported)
    {
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(
            culture,
            $"{imported.Source}: {imported.Placements} placements, {imported.SceneNodes} scene nodes, {imported.Dangling.Count} dangling references"));
        output.WriteLine("assets: " + string.Join(", ", Kinds(imported).Select(kind => string.Create(culture, $"{kind.Count} {kind.Type}"))));
        PrintLines(output, imported.Dangling.Select(dangling => dangling.ToString()));
        PrintLines(output, imported.Damaged.Select(damaged => "not understood: " + damaged));
        PrintLines(output, imported.Ignored.Select(ignored => "left out: " + ignored));
        if (imported is FlightGearImport scenery)
        {
            output.WriteLine(string.Create(
                culture,
                $"{scenery.Tiles} tiles; x is east, y up and z south of {scenery.Origin.Longitude:F4}, {scenery.Origin.Latitude:F4}"));
        }

        if (imported is SuperTuxKartImport { PrefabCycles: var cycles })
        {
            PrintLines(output, cycles.Select(cycle => "prefab holds itself: " + cycle));
        }
    }

    private static void PrintLines(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine("  " + line);
        }
    }

    private static void WriteImport(Utf8JsonWriter json, AssetImport imported)
    {
        json.WriteStartObject("import");
        json.WriteString("source", imported.Source);
        if (imported is SuperTuxKartImport { Track: var track })
        {
            json.WriteString("track", track);
        }

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
        json.WriteStrings("left_out", imported.Ignored);
        WriteDetails(json, imported);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, AssetImport imported)
    {
        json.WriteStartObject("assets");
        foreach (var (type, count) in Kinds(imported))
        {
            json.WriteNumber(type, count);
        }

        json.WriteEndObject();
        switch (imported)
        {
            case SuperTuxKartImport track:
                json.WriteStrings("prefab_cycles", track.PrefabCycles);
                break;
            case FlightGearImport scenery:
                json.WriteNumber("tiles", scenery.Tiles);
                json.WriteStartObject("origin");
                json.WriteNumber("longitude", scenery.Origin.Longitude);
                json.WriteNumber("latitude", scenery.Origin.Latitude);
                json.WriteNumber("elevation", scenery.Origin.Elevation);
                json.WriteEndObject();
                break;
        }
    }

    private static IEnumerable<(string Type, int Count)> Kinds(AssetImport imported) =>
        imported.Items.GroupBy(item => item.Type).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()));
}
