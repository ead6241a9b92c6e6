namespace TurtlGraph.Bundles;

/// <summary>Finds the files of a folder to pack: names relative to it with <c>/</c>, types guessed from extensions. Thread-safe.</summary>
public static class PackFolder
{
    /// <summary>
    /// Lists all files below a folder, by name. Symbolic links are followed when they stay inside it; one that leaves it, or a
    /// link to a folder that holds it, is refused.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="PackException">A file may not be packed; the message says which and why.</exception>
    public static IReadOnlyList<BundleItem> Scan(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException(File.Exists(root)
                ? $"'{folder}' is a file, not a folder."
                : $"There is no folder at '{folder}'.");
        }

        var items = new List<BundleItem>();
        var sources = new SourceRoot(root);
        Visit(new DirectoryInfo(root), "", sources, items, 0);
        items.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return items;
    }

    private static void Visit(DirectoryInfo folder, string prefix, SourceRoot sources, List<BundleItem> items, int depth)
    {
        const int maxDepth = 128;
        if (depth > maxDepth)
        {
            throw new PackException(folder.FullName, $"folders lie more than {maxDepth} deep in each other; a link may point to a folder above it");
        }

        foreach (FileSystemInfo found in Children(folder))
        {
            string name = prefix + found.Name;
            if (found.LinkTarget is not null)
            {
                sources.CheckInside(found.FullName);
            }

            if (found is DirectoryInfo child)
            {
                CheckNoCircle(child);
                Visit(child, name + "/", sources, items, depth + 1);
                continue;
            }

            if (AssetName.Fault(name) is { } fault)
            {
                throw new PackException(found.FullName, $"its name is refused: {fault}");
            }

            items.Add(new BundleItem { Name = name, Type = AssetTypes.GuessFromPath(name), FilePath = sources.Resolve(name) });
        }
    }

    private static FileSystemInfo[] Children(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PackException(folder.FullName, $"the folder cannot be listed: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static void CheckNoCircle(DirectoryInfo folder)
    {
        string? target = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        if (target is not null
            && (folder.FullName + Path.DirectorySeparatorChar).StartsWith(target.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new PackException(folder.FullName, $"the link points to the folder '{target}' above it");
        }
    }
}
