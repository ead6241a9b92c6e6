namespace TurtlGraph.Cli;

/// <summary>Model files that are given one by one or as the folders that hold them.</summary>
internal static class ModelSource
{
    private static readonly EnumerationOptions s_below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The deepest folder that holds all of the sources, and the models by their paths in it.</summary>
    /// <exception cref="FileNotFoundException">A source is not there, or a folder holds no model.</exception>
    public static (string Folder, string[] Models) Find(string[] sources, params string[] extensions)
    {
        var files = new List<string>();
        foreach (var source in sources.Select(Path.GetFullPath))
        {
            var count = files.Count;
            if (File.Exists(source))
            {
                files.Add(source);
            }
            else if (Directory.Exists(source))
            {
                files.AddRange(Directory.EnumerateFiles(source, "*", s_below)
                    .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)));
            }

            if (files.Count == count)
            {
                throw new FileNotFoundException($"there is no model ({string.Join(", ", extensions)}) at '{source}'", source);
            }
        }

        var folder = sources.Length == 1 && Directory.Exists(sources[0]) ? Path.GetFullPath(sources[0]) : CommonFolder(files);
        var models = files.Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));
        return (folder, [.. models.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static string CommonFolder(List<string> files)
    {
        var folder = Path.GetDirectoryName(files[0])!;
        foreach (var file in files)
        {
            while (!file.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new IOException("the models lie on different drives; pack them one by one");
            }
        }

        return folder;
    }
}
