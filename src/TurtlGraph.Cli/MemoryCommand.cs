using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TurtlGraph.Memory;

namespace TurtlGraph.Cli;

/// <summary><c>turtl memory</c>: what the machine gives, how scarce it is, and what loading a bundle costs, by tier and owner.</summary>
internal sealed class MemoryCommand
{
    /// <summary>What the runtime needs at least.</summary>
    private const long LeastBudget = 4 << 20;

    private readonly Terminal _terminal;
    private readonly CancellationToken _interrupt;
    private readonly Argument<string?> _bundle = CommandOptions.NoOption(new Argument<string?>("bundle")
    {
        Description = "A bundle to load through the runtime, as much of it as fits in the budget.",
        Arity = ArgumentArity.ZeroOrOne,
    });

    private readonly Option<string> _budget = CommandOptions.Checked(
        new Option<string>("--budget")
        {
            Description = "Memory the runtime may take for payloads and staging, at least 4MiB.",
            HelpName = "SIZE",
            DefaultValueFactory = _ => "256MiB",
        },
        text => ByteSize.TryParse(text, out var bytes) && bytes >= LeastBudget ? null : "is not a size of at least 4MiB");

    private readonly Option<bool> _json = CommandOptions.Json();

    private MemoryCommand(Terminal terminal, CancellationToken interrupt)
    {
        _terminal = terminal;
        _interrupt = interrupt;
    }

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var parts = new MemoryCommand(terminal, interrupt);
        var command = new Command("memory", "Shows what memory this machine gives and how scarce it is, and with a bundle what loading it costs, by tier and owner.")
        {
            parts._bundle, parts._budget, parts._json,
        };
        command.SetAction(parts.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        _ = ByteSize.TryParse(parsed.GetRequiredValue(_budget), out var budget);
        var machine = MachineMemory.Read();
        if (parsed.GetValue(_bundle) is { } path)
        {
            var load = BundleLoad.Run(path, budget, _terminal, _interrupt);
            Show(parsed.GetValue(_json), machine, load.Pressure, load);
            return load.Failures.Count == 0 ? ExitCode.Ok : ExitCode.Bad;
        }

        using var monitor = new MemoryPressureMonitor(new MemoryPressureOptions { IsManual = true });
        monitor.Sample();
        Show(parsed.GetValue(_json), machine, PressureReport.Of(monitor), load: null);
        return ExitCode.Ok;
    }

    private void Show(bool json, MachineMemory machine, PressureReport pressure, BundleLoad? load)
    {
        var profile = load?.Profile ?? MemoryProfile.Process.Snapshot();
        if (json)
        {
            JsonOutput.Write(_terminal.Out, writer =>
            {
                WriteMachine(writer, machine);
                writer.WritePropertyName("pressure");
                writer.WriteRawValue(pressure.Json);
                load?.Write(writer);
                writer.WritePropertyName("profile");
                profile.WriteJson(writer);
            });
            return;
        }

        PrintMachine(_terminal.Out, machine);
        _terminal.Out.Write(pressure.Text);
        _terminal.Out.WriteLine();
        load?.Print(_terminal.Out);
        profile.WriteTo(_terminal.Out);
    }

    private static void WriteMachine(Utf8JsonWriter json, MachineMemory machine)
    {
        json.WriteStartObject("machine");
        json.WriteNumber("physical_bytes", machine.PhysicalBytes);
        json.WriteNumber("page_bytes", machine.PageBytes);
        json.WriteNumber("huge_page_bytes", machine.HugePageBytes);
        json.WriteString("transparent_huge_pages", machine.TransparentHugePages);
        json.WriteNumber("huge_pages_in_pool", machine.HugePagesInPool);
        json.WriteNumber("huge_pages_free", machine.HugePagesFree);
        json.WriteNumber("numa_nodes", machine.NumaNodes);
        json.WriteEndObject();
    }

    private static void PrintMachine(TextWriter output, MachineMemory machine)
    {
        var culture = CultureInfo.InvariantCulture;
        var pool = machine.HugePagesInPool < 0 ? "not told" : string.Create(culture, $"{machine.HugePagesFree} free of {machine.HugePagesInPool}");
        output.WriteLine(string.Create(culture, $"machine: {ByteSize.Format(machine.PhysicalBytes)}, {machine.NumaNodes} NUMA nodes, pages of {machine.PageBytes} bytes"));
        output.WriteLine(string.Create(culture, $"huge pages: {machine.HugePageBytes} bytes; transparent: {machine.TransparentHugePages ?? "none"}; explicit pool: {pool}"));
    }
}
