namespace TurtlGraph.Bundles;

/// <summary>A folder whose files may be packed; nothing outside it is reached, also not through symbolic links.</summary>
internal sealed class SourceRoot
{
    private readonly string _root;
    private readonly string _real;
    private readonly Dictionary<string, string> _realFolders = new(StringComparer.Ordinal);

    public SourceRoot(string folder)
    {
        _root = Path.GetFullPath(folder);
        _real = RealPath(_root);
    }

    /// <summary>The file behind a name in the bundle.</summary>
    /// <exception cref="PackException">It does not exist, or a link leads out of the folder.</exception>
    public string Resolve(string name)
    {
        string path = Path.Combine(_root, name.Replace('/', Path.DirectorySeparatorChar));
        string real = CheckInside(path);
        if (!File.Exists(real))
        {
            throw new PackException(path, Directory.Exists(real) ? "it is a folder, not a file" : "the file does not exist");
        }

        return path;
    }

    /// <summary>Refuses a file or folder that lies outside once its links are followed; returns where it really lies.</summary>
    public string CheckInside(string path)
    {
        string real = RealFile(path);
        string inside = _real.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return real == _real || real.StartsWith(inside, StringComparison.Ordinal)
            ? real
            : throw new PackException(path, $"a symbolic link leads out of '{_root}' to '{real}'");
    }

    /// <summary>As <see cref="RealPath"/>, with the folders of many files followed once.</summary>
    private string RealFile(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            return RealPath(path);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        if (!_realFolders.TryGetValue(folder, out string? real))
        {
            real = RealPath(folder);
            _realFolders.Add(folder, real);
        }

        return Path.Combine(real, Path.GetFileName(path));
    }

    /// <summary>The path with every link on the way followed.</summary>
    private static string RealPath(string path)
    {
        const int maxLinks = 64;
        string full = Path.GetFullPath(path);
        for (int i = 0; i < maxLinks; i++)
        {
            string? next = FollowFirstLink(full);
            if (next is null)
            {
                return full;
            }

            full = next;
        }

        throw new PackException(path, "too many symbolic links follow each other");
    }

    private static string? FollowFirstLink(string full)
    {
        string root = Path.GetPathRoot(full)!;
        string current = root;
        string[] parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string parent = current;
            current = Path.Combine(current, parts[i]);
            string? target = new FileInfo(current).LinkTarget;
            if (target is not null)
            {
                return Path.GetFullPath(Path.Combine([Path.Combine(parent, target), .. parts[(i + 1)..]]));
            }
        }

        return null;
    }
}
