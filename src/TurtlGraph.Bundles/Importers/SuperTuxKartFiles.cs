namespace TurtlGraph.Bundles;

/// <summary>
/// The game's data folder by relative, '/'-separated path. Names are matched by exact case on every platform, as the game
/// does on Linux, so the same data gives the same graph everywhere. A name never leads out of the folder.
/// </summary>
internal sealed class SuperTuxKartFiles
{
    private static readonly HashSet<string> s_none = [];
    private readonly Dictionary<string, HashSet<string>> _folders = new(StringComparer.Ordinal);

    public SuperTuxKartFiles(string root)
    {
        Root = Path.GetFullPath(root);
    }

    public string Root { get; }

    public string FullPath(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    public bool Exists(string path)
    {
        var cut = path.LastIndexOf('/');
        var folder = cut < 0 ? "" : path[..cut];
        return Names(folder).Contains(path[(cut + 1)..]);
    }

    /// <summary>The first of <paramref name="folders"/> that has a file called <paramref name="name"/>, as a path; or null.</summary>
    public string? Find(string name, params ReadOnlySpan<string> folders)
    {
        if (!IsPlain(name))
        {
            return null;
        }

        foreach (var folder in folders)
        {
            var path = Join(folder, name);
            if (Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    public IEnumerable<string> Folders(string folder)
    {
        var full = FullPath(folder);
        return !Directory.Exists(full)
            ? []
            : Directory.EnumerateDirectories(full).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal);
    }

    public static string Join(string folder, string name) => folder.Length == 0 ? name : folder + "/" + name;

    /// <summary>The name an asset would have that the data calls <paramref name="name"/>, whatever stands in that.</summary>
    public static string AssetName(string folder, string name) =>
        Join(folder, IsPlain(name) ? name : string.Join('/', name.Split('/').Select(EscapeSegment)));

    /// <summary>Whether a name from the data may become part of a path: no rooted, climbing or empty segment.</summary>
    public static bool IsPlain(string name)
    {
        if (name.AsSpan().ContainsAny('\\', ':') || name.Any(char.IsControl))
        {
            return false;
        }

        foreach (var segment in name.Split('/'))
        {
            if (segment is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    private static string EscapeSegment(string segment) => segment switch
    {
        "" => "%",
        "." or ".." => segment.Replace(".", "%2E", StringComparison.Ordinal),
        _ => Uri.EscapeDataString(segment),
    };

    private HashSet<string> Names(string folder)
    {
        if (!_folders.TryGetValue(folder, out var names))
        {
            var full = FullPath(folder);
            names = Directory.Exists(full)
                ? new HashSet<string>(Directory.EnumerateFiles(full).Select(f => Path.GetFileName(f)), StringComparer.Ordinal)
                : s_none;
            _folders.Add(folder, names);
        }

        return names;
    }
}
