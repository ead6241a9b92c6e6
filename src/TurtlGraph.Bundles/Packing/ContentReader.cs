namespace TurtlGraph.Bundles;

/// <summary>Hands out the contents of an item block by block. Memory is handed out as it is, files and streams through a job's buffer.</summary>
internal sealed class ContentReader : IDisposable
{
    private readonly BundleItem _item;
    private readonly string _name;
    private readonly int _blockSize;
    private readonly Stream? _stream;
    private ReadOnlyMemory<byte> _rest;

    public ContentReader(BundleItem item, string name, int blockSize)
    {
        _item = item;
        _name = name;
        _blockSize = blockSize;
        (_stream, _rest) = Guard(() => Open(item));
    }

    /// <summary>Content bytes of all items, or 0 when one of them does not know before it is read.</summary>
    public static long TotalLength(IReadOnlyList<BundleItem> items)
    {
        long total = 0;
        foreach (BundleItem item in items)
        {
            if (LengthOf(item) is not { } length)
            {
                return 0;
            }

            total += length;
        }

        return total;
    }

    /// <summary>The next block: full, or the last and shorter one; empty at the end.</summary>
    public ReadOnlyMemory<byte> Next(BlockJob job)
    {
        if (_stream is null)
        {
            ReadOnlyMemory<byte> block = _rest[..Math.Min(_rest.Length, _blockSize)];
            _rest = _rest[block.Length..];
            return block;
        }

        return Guard(() =>
        {
            byte[] buffer = job.Buffer(_blockSize);
            return buffer.AsMemory(0, _stream.ReadAtLeast(buffer.AsSpan(0, _blockSize), _blockSize, throwOnEndOfStream: false));
        });
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>Content bytes of an item that can be read more than once; 0 for any other.</summary>
    public static long RereadableLength(BundleItem item) =>
        item.FilePath is not null || item.Content is not null || item.CanReopen ? LengthOf(item) ?? 0 : 0;

    private static long? LengthOf(BundleItem item)
    {
        if (item.FilePath is null)
        {
            return item.Content?.Length ?? item.ExpectedLength;
        }

        return item.FileLength ?? (new FileInfo(item.FilePath) is { Exists: true, Length: var length } ? Math.Max(length - item.FileOffset, 0) : 0);
    }

    private static (Stream? Stream, ReadOnlyMemory<byte> Memory) Open(BundleItem item)
    {
        if (item.FilePath is null)
        {
            return item.OpenStream is null ? (null, item.Content ?? item.LoadBytes!()) : (item.OpenStream(), default);
        }

        // Opening a pipe waits until somebody writes to it; its length is 0, and then there is nothing to open.
        if (new FileInfo(item.FilePath) is not { Exists: true, Length: var length })
        {
            throw new FileNotFoundException($"there is no file '{item.FilePath}'");
        }

        if (item.FileOffset > length || item.FileLength > length - item.FileOffset)
        {
            throw new EndOfStreamException($"the file ends at byte {length}, before the part that starts at byte {item.FileOffset} does");
        }

        long part = item.FileLength ?? length - item.FileOffset;
        return part == 0 ? default : (new FileRange(item.FilePath, item.FileOffset, part), default);
    }

    /// <summary>Says of any failure whose contents it was; the caller's own functions may throw anything.</summary>
    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is not (OutOfMemoryException or PackException))
        {
            throw new PackException(
                _item.FilePath ?? _name, $"its contents cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
