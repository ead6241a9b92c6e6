using System.Buffers;

namespace TurtlGraph.Bundles;

/// <summary>Turns names in a bundle into paths below one folder, and refuses whatever would lead elsewhere.</summary>
internal sealed class ExtractTarget
{
    /// <summary>Bytes of one part of a path; common file systems take 255 bytes or 255 UTF-16 units.</summary>
    private const int MaxPartLength = 255;

    private static readonly string[] ReservedOnWindows =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", "COM0", "LPT0", "COM\u00B9", "COM\u00B2", "COM\u00B3", "LPT\u00B9", "LPT\u00B2", "LPT\u00B3",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ];

    private static readonly SearchValues<char> ForbiddenOnWindows = SearchValues.Create("<>:\"|?*");

    private readonly string _prefix;
    private readonly bool _windowsNames;
    private readonly HashSet<string> _checkedFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="folder">The folder.</param>
    /// <param name="windowsNames">Whether names that Windows gives a meaning of their own are refused.</param>
    public ExtractTarget(string folder, bool? windowsNames = null)
    {
        _windowsNames = windowsNames ?? OperatingSystem.IsWindows();
        Root = Path.GetFullPath(folder);
        _prefix = Root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (File.Exists(Root))
        {
            throw new PackException(folder, "it is a file, not a folder");
        }
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>
    /// Why an entry cannot have a file here whatever is in the folder, or <see langword="null"/>: its name is not safe, or it would
    /// take the file of an entry before it, which differs in upper and lower case only.
    /// </summary>
    public string? Refusal(string name)
    {
        if (AssetName.Fault(name) is { } fault)
        {
            return $"the name is refused: {fault}";
        }

        string[] parts = name.Split('/');
        if (_windowsNames && parts.FirstOrDefault(IsUnsafeOnWindows) is { } part)
        {
            return $"the name is refused: '{part}' is not a safe file name on Windows; rename the asset and pack it again";
        }

        if (parts.FirstOrDefault(part => System.Text.Encoding.UTF8.GetByteCount(part) > MaxPartLength) is { } longest)
        {
            return $"the name is refused: its part '{longest[..20]}...' is longer than {MaxPartLength} bytes, which no file system takes; rename the asset and pack it again";
        }

        if (!Locate(parts).StartsWith(_prefix, StringComparison.Ordinal))
        {
            return $"the name is refused: it would be written outside '{Root}'";
        }

        if (Blocked(name, parts) is { } blocked)
        {
            return $"'{blocked}' is both a file and a folder in this bundle; rename the asset and pack it again";
        }

        return _made.TryGetValue(name, out string? twin) && twin != name && File.Exists(Locate(parts))
            ? $"it would overwrite '{twin}', whose name differs in upper and lower case only, and this file system does not tell them apart; extract it to another folder"
            : null;
    }

    /// <summary>The path for an entry whose name is not refused; makes the folders on the way.</summary>
    /// <exception cref="PackException">The name is refused, or a link or a file is in the way.</exception>
    public string PathFor(string name, bool overwrite)
    {
        if (Refusal(name) is { } refusal)
        {
            throw new PackException(name, refusal);
        }

        string[] parts = name.Split('/');
        string path = Locate(parts);
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

        _made.TryAdd(name, name);
        return path;
    }

    /// <summary>The name of an entry that has become a file where this one needs a folder, or the other way round.</summary>
    private string? Blocked(string name, string[] parts)
    {
        for (int count = 1; count < parts.Length; count++)
        {
            if (_made.TryGetValue(string.Join('/', parts[..count]), out string? file) && File.Exists(Locate(parts[..count])))
            {
                return file;
            }
        }

        return Directory.Exists(Locate(parts)) && _checkedFolders.Contains(Locate(parts)) ? name : null;
    }

    private string Locate(string[] parts) => Path.GetFullPath(Path.Combine(Root, Path.Combine(parts)));

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
