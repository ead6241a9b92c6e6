namespace TurtlGraph.IO;

/// <summary>
/// Named byte arrays that a <see cref="MemoryByteSource"/> or <see cref="SimulatedByteSource"/> serves as files.
/// </summary>
/// <remarks>Thread-safety: fill it before a source uses it. The contents are not copied and must not change while they are served.</remarks>
public sealed class MemoryFiles
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _contents = new(StringComparer.Ordinal);

    /// <summary>Registers a file, or replaces the one of that path.</summary>
    public void Add(string path, ReadOnlyMemory<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _contents[path] = content;
    }

    internal bool TryGet(string path, out ReadOnlyMemory<byte> content) => _contents.TryGetValue(path, out content);
}
