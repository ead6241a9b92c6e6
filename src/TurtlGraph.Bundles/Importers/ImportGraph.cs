namespace TurtlGraph.Bundles;

/// <summary>
/// Gathers assets by name and what each depends on. Every asset is there once; what is not found is linked by the name it
/// would have and reported.
/// </summary>
internal class ImportGraph(ImportFiles files)
{
    private readonly Dictionary<string, ImportNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<DanglingReference> _dangling = [];

    public ImportFiles Files => files;

    public IEnumerable<ImportNode> Nodes => _nodes.Values;

    public IReadOnlyList<DanglingReference> Dangling => _dangling;

    /// <summary>Files that could not be understood, with the reason.</summary>
    public List<string> Damaged { get; } = [];

    /// <summary>What was left out on purpose, with the reason.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>The asset that is a whole file, by its path.</summary>
    public ImportNode File(string path, byte type)
    {
        if (!_nodes.TryGetValue(path, out var node))
        {
            node = new ImportNode(path, type);
            _nodes.Add(path, node);
        }

        return node;
    }

    public ImportNode? Find(string name) => _nodes.GetValueOrDefault(name);

    public ImportNode Add(ImportNode node)
    {
        _nodes.Add(node.Name, node);
        return node;
    }

    public void Missing(ImportNode from, string target, string file, int line)
    {
        if (from.Link(target))
        {
            _dangling.Add(new DanglingReference(from.Name, target, file, line));
        }
    }

    /// <summary>Links a file, or its absence under the name it would have in <paramref name="folder"/>. Null when it is absent.</summary>
    public ImportNode? LinkFile(ImportNode from, string? path, byte type, string name, string folder, string file, int line)
    {
        if (path is null)
        {
            Missing(from, ImportNames.Resolve(folder, name) is { } inside ? ImportNames.Short(inside) : ImportNames.Asset(folder, name), file, line);
            return null;
        }

        from.Link(path);
        return File(path, type);
    }

    /// <summary>Reads one file, and says of a failure of the system which it was.</summary>
    public static void Guard(string path, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is (IOException and not ImportException) or UnauthorizedAccessException)
        {
            throw new ImportException(path, 0, e.Message, e);
        }
    }

    /// <summary>All assets as items, in order of name.</summary>
    public IReadOnlyList<BundleItem> Items() =>
        [.. _nodes.Values.OrderBy(node => node.Name, StringComparer.Ordinal).Select(Item)];

    private BundleItem Item(ImportNode node) =>
        (node.Content ?? ImportContent.OfFile(files.FullPath(node.Name))).Item(node);
}
