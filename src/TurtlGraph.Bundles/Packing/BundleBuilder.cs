using System.Diagnostics;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// Packs assets into a bundle. The same items and options give the same bytes, whatever the order of <see cref="Add"/> and the
/// number of threads. Memory stays bounded, however large the contents are: they are read, compressed and written block by block, at
/// most 256 MiB of blocks at once (far less at the usual block size); beside them each entry takes some hundred bytes and each block 40.
/// Only what the caller makes itself (<see cref="BundleItem.Content"/>, <see cref="BundleItem.LoadBytes"/>) is as large as it makes it. Not thread-safe.
/// </summary>
public sealed class BundleBuilder
{
    private const int WriteBufferLength = 1 << 20;

    private readonly BundleBuilderOptions _options;
    private readonly Dictionary<ulong, BundleItem> _items = [];

    /// <summary>A builder with the given options, or the default ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BundleBuilder(BundleBuilderOptions? options = null)
    {
        _options = options ?? new BundleBuilderOptions();
        _options.Check();
    }

    /// <summary>Items so far.</summary>
    public int Count => _items.Count;

    /// <summary>Adds an asset. Its contents are not read before <see cref="Write"/>.</summary>
    /// <exception cref="PackException">The name, the place or the source of the contents is not allowed, or the name is taken.</exception>
    public void Add(BundleItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        string name = AssetName.Normalise(item.Name ?? "");
        if (AssetName.Fault(name) is { } fault)
        {
            throw new PackException(item.Name ?? "", $"the name is refused: {fault}");
        }

        if (Fault(item) is { } problem)
        {
            throw new PackException(name, problem);
        }

        if (_items.Count == BundleLimits.MaxEntries)
        {
            throw new PackException(name, $"a bundle has room for {BundleLimits.MaxEntries} entries");
        }

        if (!_items.TryAdd(AssetId.FromName(name).Value, item))
        {
            string other = AssetName.Normalise(_items[AssetId.FromName(name).Value].Name);
            throw new PackException(name, other == name
                ? "the name is given twice"
                : $"it has the same 64-bit id as '{other}'; rename one of them");
        }
    }

    /// <summary>Adds several assets.</summary>
    /// <exception cref="PackException">As for <see cref="Add"/>.</exception>
    public void AddRange(IEnumerable<BundleItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (BundleItem item in items)
        {
            Add(item);
        }
    }

    /// <summary>
    /// Writes the bundle to a temporary file beside <paramref name="path"/> and renames it once it is whole and on the disk, so
    /// an existing bundle is replaced entirely or not at all. A process that is killed leaves its temporary file; the next one that
    /// writes the same bundle deletes it.
    /// </summary>
    /// <param name="path">The bundle.</param>
    /// <param name="progress">Told after each entry and some times a second within large ones, on the calling thread unless it is a <see cref="Progress{T}"/>.</param>
    /// <exception cref="PackException">Contents cannot be read, or the bundle cannot be written; says which and why.</exception>
    /// <exception cref="CodecUnavailableException">The wanted codec is not one of the registry and no other may take its place.</exception>
    public PackReport Write(string path, IProgress<PackProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long started = Stopwatch.GetTimestamp();
        BundleItem[] items = [.. _items.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        var plan = new PackPlan(items, _options);
        CodecSelection codec = CodecSelection.Choose(_options);
        using TypePlans types = TypePlans.Choose(plan, _options, codec);
        using var file = new AtomicFile(path, WriteBufferLength);
        file.RemoveLeftovers();
        PayloadTables payloads;
        long fileBytes;
        Hash256 tablesHash;
        using (var pipeline = new BlockPipeline(_options))
        {
            payloads = new PayloadWriter(plan, _options, types, pipeline, file, progress).Run();
        }

        (fileBytes, tablesHash) = new TableWriter(plan, payloads, _options.BlockSize, types.Dictionaries).Write(file);
        if (_options.SigningKey is { } key)
        {
            BundleHeader signed = BundleSigner.Sign(file, path, key, _options.SignatureLabel, _options.SignatureVersion);
            (fileBytes, tablesHash) = (signed.FileLength, signed.TablesHash);
        }

        file.Commit(durable: true);
        return new PackReport
        {
            Path = path,
            Entries = items.Length,
            UniqueContents = payloads.UniqueContents,
            CompressedEntries = payloads.Codecs.Count(value => value != 0),
            Blocks = payloads.BlockOffsets.Count,
            DecodedBytes = payloads.DecodedTotal,
            StoredBytes = payloads.StoredTotal,
            FileBytes = fileBytes,
            Codec = codec.Codec.Id,
            Level = codec.Level,
            CodecFallback = codec.Fallback,
            Types = types.Report(plan, payloads),
            Layout = _options.Layout,
            TraceNames = _options.Layout == PayloadLayout.Trace ? TraceNames() : null,
            Dependencies = plan.Report(),
            TablesHash = tablesHash,
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
    }

    private (int Named, int Unknown) TraceNames()
    {
        HashSet<ulong> named = [];
        foreach (AssetAccess access in _options.Trace!.Accesses)
        {
            named.Add(access.Asset.Value);
        }

        return (named.Count, named.Count - _items.Keys.Count(named.Contains));
    }

    private static string? Fault(BundleItem item)
    {
        if (item.SourceCount != 1)
        {
            return $"exactly one source of contents must be set, not {item.SourceCount}";
        }

        if (item.FileOffset < 0 || item.FileLength < 0 || (item.FilePath is null && (item.FileOffset != 0 || item.FileLength is not null)))
        {
            return "a part of a file is an offset and a length of at least 0 in a file that is given";
        }

        if (item.Lod is < 0 or > 255)
        {
            return $"the level of detail {item.Lod} is not from 0 to 255";
        }

        if (!float.IsFinite(item.Radius) || item.Radius < 0)
        {
            return $"the radius {item.Radius} is not a finite number of at least 0";
        }

        if (item.Position is { } at && !(float.IsFinite(at.X) && float.IsFinite(at.Y) && float.IsFinite(at.Z)))
        {
            return $"the position {at} is not finite";
        }

        if (AssetName.TextFault(Encoding.UTF8.GetBytes(item.Type)) is { } typeFault)
        {
            return $"the type name is refused: {typeFault}";
        }

        return item.LodGroup is { } group && AssetName.TextFault(Encoding.UTF8.GetBytes(group)) is { } groupFault
            ? $"the level-of-detail group is refused: {groupFault}"
            : null;
    }
}
