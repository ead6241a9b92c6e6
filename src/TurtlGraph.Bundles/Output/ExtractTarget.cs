using System.Buffers;

namespace TurtlGraph.Bundles;

/// <summary>Turns names in a bundle into paths below one folder, and refuses whatever would lead elsewhere.</summary>
internal sealed class ExtractTarget
{
    private static readonly string[] ReservedOnWindows =
    [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ];

    private static readonly SearchValues<char> ForbiddenOnWindows = SearchValues.Create("<>:\"|?*");

    private readonly string _prefix;
    private readonly HashSet<string> _checkedFolders = new(StringComparer.Ordinal);

    public ExtractTarget(string folder)
    {
        Root = Path.GetFullPath(folder);
        _prefix = Root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (File.Exists(Root))
        {
            throw new PackException(folder, "it is a file, not a folder");
        }
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The path for an entry; makes the folders on the way.</summary>
    /// <exception cref="PackException">The name is not safe, a link or a file is in the way.</exception>
    public string PathFor(string name, bool overwrite)
    {
        if (AssetName.Fault(name) is { } fault)
        {
            throw new PackException(name, $"the name is refused: {fault}");
        }

        string[] parts = name.Split('/');
        if (OperatingSystem.IsWindows() && parts.FirstOrDefault(IsUnsafeOnWindows) is { } part)
        {
            throw new PackException(name, $"'{part}' is not a safe file name on Windows");
        }

        string path = Path.GetFullPath(Path.Combine(Root, Path.Combine(parts)));
        if (!path.StartsWith(_prefix, StringComparison.Ordinal))
        {
            throw new PackException(name, $"it would be written outside '{Root}'");
        }

        MakeFolders(name, parts);
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            throw new PackException(path, "a symbolic link is in the way");
        }

        if (file.Exists && !overwrite)
        {
            throw new PackException(path, "the file is already there");
        }

        return path;
    }

    private void MakeFolders(string name, string[] parts)
    {
        string folder = Root;
        Make(name, folder);
        foreach (string part in parts[..^1])
        {
            folder = Path.Combine(folder, part);
            if (!_checkedFolders.Add(folder))
            {
                continue;
            }

            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new PackException(folder, $"a symbolic link is in the way of '{name}'");
            }

            Make(name, folder);
        }
    }

    private static void Make(string name, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PackException(name, $"the folder '{folder}' cannot be made: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static bool IsUnsafeOnWindows(string part) =>
        part.AsSpan().ContainsAny(ForbiddenOnWindows) || part.EndsWith('.') || part.EndsWith(' ')
        || ReservedOnWindows.Contains(part.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase);
}
