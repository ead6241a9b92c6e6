using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl inspect</c>: what a bundle, or one entry of it, is made of.</summary>
internal static class InspectCommand
{
    private const int MostShown = 10;

    public static Command Create(Terminal terminal)
    {
        var bundle = CommandOptions.Bundle();
        var name = CommandOptions.NoOption(
            new Argument<string?>("entry") { Description = "Name of an entry, to look at it alone.", Arity = ArgumentArity.ZeroOrOne });
        var json = CommandOptions.Json();
        var command = new Command("inspect", "Shows what a bundle holds and how its entries depend on each other, or one entry in full.") { bundle, name, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(bundle), parsed.GetValue(name), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, string? name, bool json)
    {
        using var bundle = Bundle.Open(path);
        var graph = new DependencyGraph(bundle);
        if (name is null)
        {
            var summary = new BundleSummary(bundle, graph.Report());
            if (json)
            {
                JsonOutput.Write(terminal.Out, summary.Write);
            }
            else
            {
                summary.Print(terminal.Out, MostShown);
            }
        }
        else if (!bundle.TryFind(name, out var entry))
        {
            throw new UsageException($"{path} has no entry '{name}'; 'turtl list' shows them");
        }
        else if (json)
        {
            JsonOutput.Write(terminal.Out, writer => WriteEntry(writer, graph, bundle, entry));
        }
        else
        {
            PrintEntry(terminal.Out, graph, bundle, entry);
        }

        return ExitCode.Ok;
    }

    private static void WriteEntry(Utf8JsonWriter json, DependencyGraph graph, Bundle bundle, int entry)
    {
        var closure = graph.Closure(entry);
        json.WriteString("bundle", bundle.Path);
        json.WriteStartObject("entry");
        EntryJson.WriteFields(json, bundle, entry);
        json.WriteStrings("depends_on", [.. Names(bundle, entry)]);
        json.WriteStrings("missing", Missing(bundle, entry));
        json.WriteNumber("closure_entries", closure.Length);
        json.WriteNumber("closure_decoded_bytes", closure.Sum(index => (long)bundle[index].DecodedLength));
        json.WriteEndObject();
    }

    private static void PrintEntry(TextWriter output, DependencyGraph graph, Bundle bundle, int index)
    {
        var entry = bundle[index];
        var closure = graph.Closure(index);
        var culture = CultureInfo.InvariantCulture;
        output.WriteLine($"name      {bundle.Name(index)}");
        output.WriteLine($"id        {entry.Id}");
        output.WriteLine($"type      {bundle.TypeName(entry.Type)}");
        output.WriteLine(string.Create(culture, $"contents  {entry.DecodedLength} bytes, {entry.StoredLength} stored ({EntryJson.CodecName(entry.Codec)}, {entry.BlockCount} blocks) from byte {entry.Offset}"));
        output.WriteLine($"blake3    {entry.Hash}");
        output.WriteLine(entry.HasPosition
            ? string.Create(culture, $"position  {entry.Position.X:F2} {entry.Position.Y:F2} {entry.Position.Z:F2}, radius {entry.Radius:F2} m")
            : "position  none");
        if (entry.LodGroup >= 0)
        {
            output.WriteLine(string.Create(culture, $"detail    level {entry.Lod} of {bundle.LodGroupName(entry.LodGroup)}"));
        }

        output.WriteLine(string.Create(culture, $"needs     {closure.Length - 1} more entries, {ByteSize.Format(closure.Sum(i => (long)bundle[i].DecodedLength))} with its own"));
        foreach (var name in Names(bundle, index))
        {
            output.WriteLine("  " + name);
        }

        foreach (var name in Missing(bundle, index))
        {
            output.WriteLine($"  {name} (missing)");
        }
    }

    private static List<string> Names(Bundle bundle, int entry)
    {
        var names = new List<string>();
        foreach (var dependency in bundle.Dependencies(entry))
        {
            names.Add(bundle.Name(dependency));
        }

        return names;
    }

    private static IEnumerable<string> Missing(Bundle bundle, int entry) =>
        Enumerable.Range(0, bundle.MissingCount).Select(bundle.Missing).Where(missing => missing.Entry == entry).Select(missing => missing.Name);
}
