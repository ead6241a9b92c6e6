using System.CommandLine;
using System.CommandLine.Parsing;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary><c>turtl pack</c>: a folder, a manifest or a foreign scene becomes a bundle.</summary>
internal sealed class PackCommand
{
    private const string SourceHelp =
        "A folder; a manifest with one JSON object a line, {\"path\": ..., \"type\": ..., \"position\": [x,y,z], \"radius\": r, "
        + "\"lod\": n, \"lod_group\": ..., \"depends\": [...], \"optional\": [...]}, of which only path is required; a bundle (.turtl), to pack it anew; models (.gltf, .glb, .obj), several "
        + "of which may be given; or what --import names.";

    private static readonly string[] s_codecs = ["auto", "none", "lz4", "zstd", "brotli", "deflate"];

    private readonly Terminal _terminal;
    private readonly Argument<string[]> _source = CommandOptions.NoOption(
        new Argument<string[]>("source") { Description = SourceHelp, Arity = ArgumentArity.OneOrMore });
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The bundle to write; it appears when it is whole.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ImportOptions _import = new();
    private readonly Option<string> _codec = new("--codec")
    {
        Description = "How to compress; what does not gain is stored as it is.",
        HelpName = string.Join('|', s_codecs),
        DefaultValueFactory = _ => s_codecs[0],
    };

    private readonly Option<int> _level = CommandOptions.Number("--level", "Level of the codec, 0 for its default (zstd 1-19, lz4 1-12, brotli 1-11, deflate 1-9).", most: 19);
    private readonly Option<string> _blockSize = CommandOptions.Checked(
        new Option<string>("--block-size")
        {
            Description = "Larger entries are cut in blocks of this size, a power of two from 1KiB to 64MiB.",
            HelpName = "BYTES",
            DefaultValueFactory = _ => "256KiB",
        },
        text => BlockBytes(text) > 0 ? null : "is not a power of two from 1KiB to 64MiB");

    private readonly Option<string> _dictionary = new("--dictionary")
    {
        Description = "Trained dictionaries for small entries of each type: where they gain, never, or those of an older bundle, so that a patch stays small.",
        HelpName = "auto|none|OLD.turtl",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _layout = LayoutOption.Create();
    private readonly Option<int> _threads = CommandOptions.Number("--threads", "Threads to work with; 0 is one a processor.", most: 1024);
    private readonly Option<string?> _sign = new("--sign") { Description = "Sign the bundle with a private key (PEM); 'turtl keygen' makes one.", HelpName = "KEY.pem" };
    private readonly Option<string> _label = SignOptions.Label();
    private readonly Option<long> _release = SignOptions.Release();
    private readonly Option<bool> _json = CommandOptions.Json();

    private PackCommand(Terminal terminal)
    {
        _terminal = terminal;
        CommandOptions.OneOf(_codec, s_codecs);
    }

    public static Command Create(Terminal terminal, CancellationToken interrupt)
    {
        var pack = new PackCommand(terminal);
        var command = new Command("pack", "Packs a folder, a manifest, models or a game's scene into one bundle. The same input gives the same bytes.")
        {
            pack._source, pack._output, pack._codec, pack._level, pack._dictionary, pack._blockSize, pack._layout, pack._threads, pack._sign, pack._label,
            pack._release, pack._json,
        };
        pack._import.AddTo(command);
        command.Validators.Add(pack.CheckSource);
        command.Validators.Add(pack.CheckSigning);
        command.SetAction(parsed => pack.Run(parsed, interrupt));
        return command;
    }

    private void CheckSource(CommandResult result) =>
        _import.Check(result, result.GetResult(_source)?.Tokens.Select(token => token.Value).ToArray() ?? []);

    /// <summary>Who gives words to be signed thinks that the bundle is signed.</summary>
    private void CheckSigning(CommandResult result)
    {
        if (result.GetResult(_sign) is null && (Option?)(IsGiven(result, _label) ? _label : IsGiven(result, _release) ? _release : null) is { } option)
        {
            result.AddError($"{option.Name} is signed along, so it needs --sign KEY.pem");
        }
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private int Run(ParseResult parsed, CancellationToken interrupt)
    {
        interrupt.ThrowIfCancellationRequested();
        var source = parsed.GetRequiredValue(_source);
        var output = parsed.GetRequiredValue(_output);
        OutputFile.AllowBundle(output);
        var imported = _import.Read(parsed, source);
        using var key = parsed.GetValue(_sign) is { } keyPath ? KeyFile.ReadPrivate(keyPath) : null;
        var dictionary = parsed.GetRequiredValue(_dictionary);
        using var old = dictionary is "auto" or "none" ? null : Bundle.Open(dictionary);
        var builder = new BundleBuilder(Options(parsed) with { Dictionaries = dictionary != "none", DictionarySource = old, SigningKey = key, SignatureLabel = parsed.GetValue(_label) ?? "", SignatureVersion = parsed.GetValue(_release) });
        using var repacked = imported is null && PackSource.IsBundle(source[0]) ? Bundle.Open(source[0]) : null;
        builder.AddRange(imported?.Items ?? (repacked is null ? PackSource.Read(source[0], output) : PackBundle.Items(repacked)));
        var report = _terminal.WithProgress("packing", view => builder.Write(output, new ProgressRelay(view, interrupt)));
        using var bundle = Bundle.Open(output);
        var summary = new PackSummary(report, bundle, imported);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_terminal.Out, summary.Write);
        }
        else
        {
            summary.Print(_terminal.Out);
        }

        return ExitCode.Ok;
    }

    private BundleBuilderOptions Options(ParseResult parsed)
    {
        var (layout, trace) = LayoutOption.Read(parsed.GetRequiredValue(_layout));
        return new()
        {
            Codec = Enum.Parse<BundleCodecChoice>(parsed.GetRequiredValue(_codec), ignoreCase: true),
            Level = parsed.GetValue(_level),
            BlockSize = BlockBytes(parsed.GetRequiredValue(_blockSize)),
            Layout = layout,
            Trace = trace,
            Threads = parsed.GetValue(_threads),
        };
    }

    /// <summary>A block size in bytes, or 0 when the text is none.</summary>
    private static int BlockBytes(string text) =>
        ByteSize.TryParse(text, out var bytes) && bytes is >= 1 << 10 and <= 64 << 20 && long.IsPow2(bytes) ? (int)bytes : 0;
}
