namespace TurtlGraph.Bundles;

/// <summary>
/// A folder of foreign data by relative, '/'-separated path. Names are matched by exact case on every platform, so the same
/// data gives the same graph everywhere. Neither a name nor a symbolic link leads out of the folder.
/// </summary>
internal sealed class ImportFiles
{
    private static readonly HashSet<string> s_none = [];
    private readonly Dictionary<string, HashSet<string>> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _inside = new(StringComparer.Ordinal);
    private readonly SourceRoot _source;

    public ImportFiles(string root)
    {
        Root = Path.GetFullPath(root);
        _source = new SourceRoot(Root);
    }

    public string Root { get; }

    public string FullPath(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    public bool Exists(string path)
    {
        var cut = path.LastIndexOf('/');
        var folder = cut < 0 ? "" : path[..cut];
        return Names(folder).Contains(path[(cut + 1)..]) && IsInside(path);
    }

    /// <summary>The first of <paramref name="folders"/> that has a file called <paramref name="name"/>, as a path; or null.</summary>
    public string? Find(string name, params ReadOnlySpan<string> folders)
    {
        if (!ImportNames.IsPlain(name))
        {
            return null;
        }

        foreach (var folder in folders)
        {
            var path = ImportNames.Join(folder, name);
            if (Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>As <see cref="Find"/>, for a reference that may hold "." and ".." as long as they stay in the folder.</summary>
    public string? FindRelative(string reference, params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (ImportNames.Resolve(folder, reference) is { } path && Exists(path))
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

    /// <summary>Names of the files that lie directly in a folder, in order.</summary>
    public IEnumerable<string> FilesIn(string folder) => Names(folder).Order(StringComparer.Ordinal);

    private bool IsInside(string path)
    {
        if (!_inside.TryGetValue(path, out var inside))
        {
            try
            {
                _source.CheckInside(FullPath(path));
                inside = true;
            }
            catch (PackException)
            {
                inside = false;
            }

            _inside.Add(path, inside);
        }

        return inside;
    }

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
