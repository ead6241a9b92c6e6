using System.CommandLine;
using System.CommandLine.Parsing;
using TurtlGraph.Bundles;

namespace TurtlGraph.Cli;

/// <summary>The options of <c>turtl pack</c> that say how foreign assets are read, and the reading.</summary>
internal sealed class ImportOptions
{
    private const string SuperTuxKart = "supertuxkart";
    private const string Gltf = "gltf";
    private const string Obj = "obj";
    private const string FlightGear = "flightgear";

    private readonly Option<string?> _import = new("--import")
    {
        Description = "Read foreign assets with their dependency graph and positions: a game's track, models (also of a whole folder), or scenery. "
            + "Files that end in .gltf, .glb or .obj are read so without it.",
        HelpName = $"{SuperTuxKart}|{Gltf}|{Obj}|{FlightGear}",
    };

    private readonly Option<string?> _track = new("--track") { Description = "The track to import (supertuxkart).", HelpName = "NAME" };
    private readonly Option<string[]> _region = new("--region")
    {
        Description = "Import only tiles of this region, such as w160n20 (flightgear); may be given several times.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _wholeBuffers = new("--whole-buffers") { Description = "Do not cut buffers into the views that meshes use (gltf)." };

    public ImportOptions() => CommandOptions.OneOf(_import, SuperTuxKart, Gltf, Obj, FlightGear);

    public void AddTo(Command command)
    {
        command.Options.Add(_import);
        command.Options.Add(_track);
        command.Options.Add(_region);
        command.Options.Add(_wholeBuffers);
    }

    /// <summary>Refuses options and numbers of sources that do not fit what is imported.</summary>
    public void Check(CommandResult result, string[] sources)
    {
        var kind = Kind(result.GetResult(_import) is { Tokens: [var token, ..] } ? token.Value : null, sources);
        if (result.GetResult(_track) is null == (kind == SuperTuxKart))
        {
            result.AddError($"--import {SuperTuxKart} and --track go together");
        }

        if (result.GetResult(_region) is not null && kind != FlightGear)
        {
            result.AddError($"--region needs --import {FlightGear}");
        }

        if (result.GetResult(_wholeBuffers) is { Implicit: false } && kind != Gltf)
        {
            result.AddError("--whole-buffers is for glTF models");
        }

        if (sources.Length > 1 && kind is not (Gltf or Obj))
        {
            result.AddError("several sources must be models of one kind");
        }
    }

    /// <summary>Reads the sources, or returns null when they are nothing foreign.</summary>
    public AssetImport? Read(ParseResult parsed, string[] sources) => Kind(parsed.GetValue(_import), sources) switch
    {
        SuperTuxKart => new SuperTuxKartImporter(sources[0]).Import(parsed.GetRequiredValue(_track)!),
        Gltf => ModelSource.Find(sources, ".gltf", ".glb") is var (folder, models)
            ? new GltfImporter(folder) { WholeBuffers = parsed.GetValue(_wholeBuffers) }.Import(models)
            : null,
        Obj => ModelSource.Find(sources, ".obj") is var (folder, models) ? new ObjImporter(folder).Import(models) : null,
        FlightGear => new FlightGearImporter(sources[0]).Import(parsed.GetValue(_region) ?? []),
        _ => null,
    };

    private static string? Kind(string? given, string[] sources) => given
        ?? (sources.Length == 0 || sources.Any(Directory.Exists) ? null
            : sources.All(source => Ends(source, ".gltf", ".glb")) ? Gltf
            : sources.All(source => Ends(source, ".obj")) ? Obj
            : null);

    private static bool Ends(string source, params ReadOnlySpan<string> extensions)
    {
        foreach (var extension in extensions)
        {
            if (source.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
