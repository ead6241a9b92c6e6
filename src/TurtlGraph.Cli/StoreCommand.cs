using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Caching;

namespace TurtlGraph.Cli;

/// <summary><c>turtl store verify|repair|compact|stat</c>: looks after a disk store that no runtime has open.</summary>
internal sealed class StoreCommand
{
    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;

    private StoreCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var parts = new StoreCommand(terminal, interrupt);
        return new Command("store", "Checks, repairs and compacts the disk store of a runtime, and tells what it holds. The runtime must have closed it.")
        {
            parts.Make("verify", "Checks every record against its checksum, and changes nothing.", "verifying", StoreMaintenance.Verify, isChecked: true),
            parts.Make("repair", "Drops what is damaged, writes anew what lay beside it, and saves the index.", "repairing", StoreMaintenance.Repair, isChecked: false),
            parts.Make("compact", "Writes segments anew without what nobody needs, and merges small ones.", "compacting", StoreMaintenance.Compact, isChecked: false),
            parts.Make("stat", "Tells what the store holds, and changes nothing.", "looking", (folder, _, stop) => StoreMaintenance.Inspect(folder, stop), isChecked: false),
        };
    }

    private Command Make(
        string name, string description, string title, Func<string, IProgress<double>?, CancellationToken, StoreReport> work, bool isChecked)
    {
        var folder = CommandOptions.NoOption(new Argument<string>("folder") { Description = "The folder of the store." });
        var json = CommandOptions.Json();
        var command = new Command(name, description) { folder, json };
        command.SetAction(parsed =>
        {
            var report = _terminal.WithProgress(title, view => work(parsed.GetRequiredValue(folder), new Relay(view), _interrupt));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(_terminal.Out, writer => Write(writer, report));
            }
            else
            {
                Print(_terminal.Out, report);
            }

            return isChecked && !report.IsOk ? ExitCode.Bad : ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, StoreReport report)
    {
        var statistics = report.Statistics;
        json.WriteString("store", report.Folder);
        json.WriteBoolean("ok", report.IsOk);
        json.WriteNumber("keys", statistics.Keys);
        json.WriteNumber("index_bytes", statistics.IndexBytes);
        json.WriteNumber("folder_bytes", report.FolderBytes);
        json.WriteNumber("segment_bytes", statistics.FileBytes);
        json.WriteNumber("live_bytes", statistics.LiveBytes);
        json.WriteNumber("checked_bytes", statistics.CheckedBytes);
        json.WriteNumber("compacted_bytes", statistics.CompactedBytes);
        json.WriteNumber("torn_bytes", statistics.TornBytes);
        json.WriteNumber("damaged_count", statistics.Damaged);
        json.WriteStartArray("damaged");
        foreach (var damage in report.Damage)
        {
            json.WriteStartObject();
            json.WriteString("segment", damage.Segment);
            json.WriteNumber("offset", damage.Offset);
            json.WriteNumber("length", damage.Length);
            json.WriteString("key", damage.Key?.ToString());
            json.WriteString("reason", damage.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("segments");
        foreach (var segment in report.Segments)
        {
            json.WriteStartObject();
            json.WriteString("name", segment.Name);
            json.WriteNumber("length", segment.Length);
            json.WriteNumber("live_bytes", segment.LiveBytes);
            json.WriteString("expires_at", segment.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("keys_by_reads");
        foreach (var count in report.Heat)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    private static void Print(TextWriter output, StoreReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        var statistics = report.Statistics;
        foreach (var damage in report.Damage)
        {
            var key = damage.Key is { } name ? $" (record {name})" : "";
            output.WriteLine(string.Create(culture, $"damaged: {damage.Segment} at {damage.Offset}, {damage.Length} bytes{key}: {damage.Reason}"));
        }

        output.WriteLine(string.Create(
            culture,
            $"{report.Folder}: {statistics.Keys} keys, {ByteSize.Format(statistics.LiveBytes)} of records in {statistics.Segments} segments of {ByteSize.Format(statistics.FileBytes)}; index {ByteSize.Format(statistics.IndexBytes)} in memory"));
        var hot = report.Heat.Skip(1).Sum();
        output.WriteLine(string.Create(culture, $"read lately: {hot} keys; checked {ByteSize.Format(statistics.CheckedBytes)}, compacted {ByteSize.Format(statistics.CompactedBytes)}"));
        output.WriteLine(report.IsOk ? "nothing is damaged" : string.Create(culture, $"{statistics.Damaged} damaged"));
    }

    private sealed class Relay(IProgressView view) : IProgress<double>
    {
        public void Report(double value) => view.Show(value, "");
    }
}
