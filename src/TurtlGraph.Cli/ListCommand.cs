using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl list</c>: one line an entry.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var bundle = CommandOptions.Bundle();
        var patterns = CommandOptions.Names("list");
        var json = CommandOptions.Json();
        var command = new Command("list", "Lists the entries of a bundle: decoded and stored bytes, codec, type, name.") { bundle, patterns, json };
        command.SetAction(parsed => Run(terminal, parsed.GetRequiredValue(bundle), parsed.GetValue(patterns) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, string[] patterns, bool json)
    {
        using var bundle = Bundle.Open(path);
        var selected = EntrySelection.Of(bundle, patterns);
        if (json)
        {
            JsonOutput.Write(terminal.Out, writer => Write(writer, bundle, selected));
        }
        else
        {
            Print(terminal.Out, bundle, selected);
        }

        return ExitCode.Ok;
    }

    private static void Print(TextWriter output, Bundle bundle, IReadOnlyList<int> selected)
    {
        output.WriteLine($"{"decoded",12} {"stored",12} {"codec",-6} {"type",-10} name");
        var decoded = 0L;
        foreach (var index in selected)
        {
            var entry = bundle[index];
            decoded += entry.DecodedLength;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.DecodedLength,12} {entry.StoredLength,12} {EntryJson.CodecName(entry.Codec),-6} {bundle.TypeName(entry.Type),-10} {bundle.Name(index)}"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{selected.Count} of {bundle.Count} entries, {ByteSize.Format(decoded)} decoded; the file has {ByteSize.Format(bundle.FileLength)}"));
    }

    private static void Write(Utf8JsonWriter json, Bundle bundle, IReadOnlyList<int> selected)
    {
        json.WriteString("bundle", bundle.Path);
        json.WriteNumber("format_version", bundle.FormatVersion);
        json.WriteNumber("file_bytes", bundle.FileLength);
        json.WriteStartArray("entries");
        foreach (var index in selected)
        {
            json.WriteStartObject();
            EntryJson.WriteFields(json, bundle, index);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
