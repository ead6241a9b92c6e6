using System.Numerics;
using System.Text;
using System.Text.Json;

namespace TurtlGraph.Bundles;

/// <summary>
/// Reads <c>manifest.jsonl</c>: one JSON object a line, paths relative to the manifest's folder.
/// <code>{"path": "trees/oak.spm", "type": "mesh", "position": [x, y, z], "radius": 4.5, "lod": 0, "lod_group": "oak", "depends": ["trees/oak.png"], "optional": ["trees/oak.wav"]}</code>
/// Only <c>path</c> is required. Empty lines are passed over; unknown fields, and files outside the folder, are refused. Thread-safe.
/// </summary>
public static class PackManifest
{
    /// <summary>Reads a manifest. The files' contents are read when the bundle is written.</summary>
    /// <exception cref="FileNotFoundException">There is no such manifest.</exception>
    /// <exception cref="ManifestException">A line is wrong; the message says which and why.</exception>
    /// <exception cref="IOException">The manifest cannot be read.</exception>
    public static IReadOnlyList<BundleItem> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no manifest at '{path}'.", path);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var root = new SourceRoot(folder);
        var items = new List<BundleItem>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            BundleItem item = Parse(line, root, path, number);
            if (!lines.TryAdd(item.Name, number))
            {
                throw new ManifestException(path, number, $"'{item.Name}' was already given in line {lines[item.Name]}");
            }

            items.Add(item);
        }

        return items;
    }

    private static BundleItem Parse(string line, SourceRoot root, string path, int number)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            var fields = new ManifestFields(document.RootElement);
            return new BundleItem
            {
                Name = fields.Name,
                Type = fields.Type,
                Position = fields.Position,
                Radius = fields.Radius,
                Lod = fields.Lod,
                LodGroup = fields.LodGroup,
                DependsOn = fields.DependsOn,
                OptionalDependsOn = fields.OptionalDependsOn,
                FilePath = root.Resolve(fields.Name),
            };
        }
        catch (JsonException error)
        {
            throw new ManifestException(path, number, $"it is not JSON: {error.Message.TrimEnd('.')}", error);
        }
        catch (FormatException error)
        {
            throw new ManifestException(path, number, error.Message, error);
        }
        catch (PackException error)
        {
            throw new ManifestException(path, number, error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>The fields of one line, checked.</summary>
    private sealed class ManifestFields
    {
        public ManifestFields(JsonElement line)
        {
            if (line.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("it is not a JSON object");
            }

            foreach (JsonProperty field in line.EnumerateObject())
            {
                Set(field.Name, field.Value);
            }

            if (Name.Length == 0)
            {
                throw new FormatException("the field 'path' is missing");
            }

            Type = Type.Length > 0 ? Type : AssetTypes.GuessFromPath(Name);
        }

        public string Name { get; private set; } = "";

        public string Type { get; private set; } = "";

        public Vector3? Position { get; private set; }

        public float Radius { get; private set; }

        public int Lod { get; private set; }

        public string? LodGroup { get; private set; }

        public IReadOnlyList<string> DependsOn { get; private set; } = [];

        public IReadOnlyList<string> OptionalDependsOn { get; private set; } = [];

        private void Set(string field, JsonElement value)
        {
            switch (field)
            {
                case "path":
                    Name = AssetName.Normalise(Text(field, value));
                    if (AssetName.Fault(Name) is { } fault)
                    {
                        throw new FormatException($"the path is refused: {fault}");
                    }

                    break;
                case "type":
                    Type = Text(field, value);
                    break;
                case "position":
                    Position = value.ValueKind == JsonValueKind.Null ? null : Point(field, value);
                    break;
                case "radius":
                    Radius = Number(field, value);
                    Require(Radius >= 0, field, "a number of at least 0");
                    break;
                case "lod":
                    Require(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int lod) && lod is >= 0 and <= 255,
                        field, "a whole number from 0 to 255");
                    Lod = value.GetInt32();
                    break;
                case "lod_group":
                    LodGroup = value.ValueKind == JsonValueKind.Null ? null : Text(field, value);
                    break;
                case "depends":
                    Require(value.ValueKind == JsonValueKind.Array, field, "an array of texts");
                    DependsOn = [.. value.EnumerateArray().Select(element => Text(field, element))];
                    break;
                case "optional":
                    Require(value.ValueKind == JsonValueKind.Array, field, "an array of texts");
                    OptionalDependsOn = [.. value.EnumerateArray().Select(element => Text(field, element))];
                    break;
                default:
                    throw new FormatException($"the field '{field}' is not known");
            }
        }

        private static string Text(string field, JsonElement value)
        {
            Require(value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0, field, "a text that is not empty");
            return value.GetString()!;
        }

        private static float Number(string field, JsonElement value)
        {
            Require(value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && float.IsFinite(number),
                field, "a finite number");
            return value.GetSingle();
        }

        private static Vector3 Point(string field, JsonElement value)
        {
            Require(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3, field, "an array of three numbers");
            return new Vector3(Number(field, value[0]), Number(field, value[1]), Number(field, value[2]));
        }

        private static void Require(bool condition, string field, string what)
        {
            if (!condition)
            {
                throw new FormatException($"the field '{field}' is not {what}");
            }
        }
    }
}
