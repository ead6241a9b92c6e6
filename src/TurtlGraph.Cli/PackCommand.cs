using System.CommandLine;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl pack</c>: a folder, a manifest or a foreign scene becomes a bundle.</summary>
internal static class PackCommand
{
    private const string SuperTuxKart = "supertuxkart";

    private static readonly string[] s_codecs = ["auto", "none", "lz4", "zstd"];

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var source = CommandOptions.NoOption(
            new Argument<string>("source")
            {
                Description =
                    """
                    A folder; a manifest with one JSON object a line, {"path": ..., "type": ..., "position": [x,y,z], "radius": r, "lod": n, "lod_group": ..., "depends": [...]}, of which only path is required; or with --import the data folder of a game.
                    """,
            });
        var output = new Option<string>("--output", "-o") { Description = "The bundle to write; it appears when it is whole.", Required = true, HelpName = "FILE" };
        var import = new Option<string?>("--import") { Description = "Read a game's scene with its dependency graph and positions.", HelpName = SuperTuxKart };
        import.AcceptOnlyFromAmong(SuperTuxKart);
        var track = new Option<string?>("--track") { Description = "The track to import.", HelpName = "NAME" };
        var codec = new Option<string>("--codec") { Description = "How to compress; what does not gain is stored as it is.", DefaultValueFactory = _ => s_codecs[0], HelpName = string.Join('|', s_codecs) };
        codec.AcceptOnlyFromAmong(s_codecs);
        var level = CommandOptions.Number("--level", "Level of the codec, 0 for its default (zstd 1-19, lz4 1-12).", most: 22);
        var blockSize = CommandOptions.Checked(
            new Option<string>("--block-size") { Description = "Larger entries are cut in blocks of this size, a power of two from 1K to 64M.", DefaultValueFactory = _ => "256K", HelpName = "BYTES" },
            value => BlockBytes(value) > 0 ? null : "is not a power of two from 1K to 64M");
        var threads = CommandOptions.Number("--threads", "Threads to work with; 0 is one a processor.", most: 1024);
        var json = CommandOptions.Json();
        var command = new Command(
            "pack",
            "Packs a folder, a manifest or a game's track into one bundle. The same input gives the same bytes.")
        {
            source, output, import, track, codec, level, blockSize, threads, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(import) is null != result.GetResult(track) is null)
            {
                result.AddError("--import and --track go together");
            }
        });
        command.SetAction(parsed =>
        {
            var options = new BundleBuilderOptions
            {
                Codec = Enum.Parse<BundleCodecChoice>(parsed.GetRequiredValue(codec), ignoreCase: true),
                Level = parsed.GetValue(level),
                BlockSize = BlockBytes(parsed.GetRequiredValue(blockSize)),
                Threads = parsed.GetValue(threads),
            };
            return Run(terminal, parsed.GetRequiredValue(source), parsed.GetValue(track), parsed.GetRequiredValue(output), options, parsed.GetValue(json), interrupt);
        });
        return command;
    }

    private static int Run(
        Terminal terminal, string source, string? track, string output, BundleBuilderOptions options, bool json, CancellationToken interrupt)
    {
        interrupt.ThrowIfCancellationRequested();
        var imported = track is null ? null : new SuperTuxKartImporter(source).Import(track);
        var builder = new BundleBuilder(options);
        builder.AddRange(imported?.Items ?? PackSource.Read(source, output));
        var report = terminal.WithProgress("packing", bar => builder.Write(output, new ProgressRelay(bar, interrupt)));
        using var bundle = Bundle.Open(output);
        var summary = new PackSummary(report, bundle, imported);
        if (json)
        {
            JsonOutput.Write(terminal.Out, summary.Write);
        }
        else
        {
            summary.Print(terminal.Out);
        }

        return ExitCode.Ok;
    }

    /// <summary>A block size in bytes, or 0 when the text is none.</summary>
    private static int BlockBytes(string text) =>
        ByteSize.TryParse(text, out var bytes) && bytes is >= 1 << 10 and <= 64 << 20 && long.IsPow2(bytes) ? (int)bytes : 0;
}
