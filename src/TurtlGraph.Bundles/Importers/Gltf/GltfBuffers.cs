namespace TurtlGraph.Bundles;

/// <summary>Buffers and their views, and the assets that hold the bytes of the views.</summary>
internal sealed class GltfBuffers
{
    private readonly GltfModel _model;
    private readonly GltfFile _file;
    private readonly bool _whole;
    private readonly Buffer[] _buffers;
    private readonly (string? Asset, long Offset)[] _places;

    public GltfBuffers(GltfModel model, GltfFile file, bool whole)
    {
        _model = model;
        _file = file;
        _whole = whole;
        _buffers = [.. file.Root.List("buffers").Select(Open)];
        Views = [.. file.Root.List("bufferViews").Select(View)];
        _places = new (string?, long)[Views.Length];
    }

    public GltfView[] Views { get; }

    /// <summary>The name of a whole buffer that is not a file.</summary>
    public string AssetOf(int buffer) => _model.Name("buffer", buffer);

    /// <summary>The bytes of a view, or null when its buffer is not there.</summary>
    public ImportContent? Bytes(GltfView view) => _buffers[view.Buffer].Content?.Slice(view.Offset, view.Length);

    /// <summary>The length of a buffer.</summary>
    public long LengthOf(int buffer) => _buffers[buffer].Length;

    /// <summary>The asset in which a view lies and where; null when the model has no bytes for it.</summary>
    public (string? Asset, long Offset) Place(int view) => _places[view];

    /// <summary>Links what holds the bytes of a view.</summary>
    public void Link(ImportNode from, int view)
    {
        var buffer = _buffers[Views[view].Buffer];
        if (buffer.Source == Source.Missing)
        {
            _model.Graph.Missing(from, buffer.Path!, _model.Path, 0);
        }
        else if (_places[view].Asset is { } asset)
        {
            from.Link(asset);
        }
    }

    /// <summary>Makes the assets: a run of overlapping views is one. Views that only images use are the images' own.</summary>
    public void Cut(GltfAccessors accessors, GltfImages images)
    {
        var used = accessors.UsedViews();
        foreach (var group in Enumerable.Range(0, Views.Length)
            .Where(view => used.Contains(view) || !images.Uses(view))
            .GroupBy(view => Views[view].Buffer))
        {
            CutBuffer(group.Key, [.. group.OrderBy(view => Views[view].Offset).ThenBy(view => view)]);
        }
    }

    private void CutBuffer(int index, int[] views)
    {
        var buffer = _buffers[index];
        if (buffer.Content is not { } content)
        {
            foreach (var view in views)
            {
                _places[view] = (buffer.Path, Views[view].Offset);
            }

            return;
        }

        for (var first = 0; first < views.Length;)
        {
            var start = _whole ? 0 : Views[views[first]].Offset;
            var end = _whole ? buffer.Length : start + Views[views[first]].Length;
            var next = first + 1;
            for (; next < views.Length && (_whole || Views[views[next]].Offset < end); next++)
            {
                end = Math.Max(end, Views[views[next]].Offset + Views[views[next]].Length);
            }

            var asset = Asset(index, buffer, content.Slice(start, end - start), start, views[first..next].Min());
            foreach (var view in views[first..next])
            {
                _places[view] = (asset, Views[view].Offset - start);
            }

            first = next;
        }
    }

    private string Asset(int index, Buffer buffer, ImportContent bytes, long start, int view)
    {
        if (buffer.Source == Source.File && start == 0 && bytes.Length == buffer.FileLength)
        {
            return _model.Graph.File(buffer.Path!, AssetTypes.Mesh).Name;
        }

        var name = _whole ? AssetOf(index) : _model.Name("view", view);
        return _model.Graph.Add(new ImportNode(name, AssetTypes.Mesh) { Content = bytes }).Name;
    }

    private Buffer Open(GltfJson json, int index)
    {
        var length = json.Number("byteLength");
        var buffer = Find(json, index);
        return buffer.Content is not { } content ? buffer with { Length = length }
            : length <= content.Length ? buffer with { Content = content.Slice(0, length), Length = length, FileLength = content.Length }
            : throw json.Fault($"has a byteLength of {length}, but there are {content.Length} bytes");
    }

    private Buffer Find(GltfJson json, int index)
    {
        if (json.Find("uri") is not { } uri)
        {
            // Buffers without bytes are what extensions leave for readers that do not know them.
            return index == 0 && _file.Binary is { } binary ? new Buffer(Source.Chunk, binary, null) : new Buffer(Source.None, null, null);
        }

        if (GltfDataUri.Is(uri))
        {
            return new Buffer(Source.Data, new ImportContent(GltfDataUri.Decode(uri)), null);
        }

        return _model.Locate(uri) is { } path
            ? new Buffer(Source.File, ImportContent.OfFile(_model.Graph.Files.FullPath(path)), path)
            : new Buffer(Source.Missing, null, _model.Absent(uri));
    }

    private GltfView View(GltfJson json)
    {
        var length = json.Number("byteLength");
        var stride = json.Number("byteStride", 0);
        var where = json;
        var packed = false;
        if (json.TryFind("extensions", out var extensions)
            && (extensions.TryFind("EXT_meshopt_compression", out var found) || extensions.TryFind("KHR_meshopt_compression", out found)))
        {
            where = found;
            packed = true;
        }

        var buffer = where.Index("buffer", _buffers.Length) ?? throw where.Fault("has no buffer");
        var view = new GltfView(json, buffer, where.Number("byteOffset", 0), where.Number("byteLength"), length, stride, packed);
        return view.Offset <= _buffers[buffer].Length && view.Length <= _buffers[buffer].Length - view.Offset
            ? view
            : throw where.Fault($"ends at byte {view.Offset + view.Length}, but its buffer has {_buffers[buffer].Length}");
    }

    private enum Source
    {
        None,
        Chunk,
        Data,
        File,
        Missing,
    }

    private sealed record Buffer(Source Source, ImportContent? Content, string? Path)
    {
        public long Length { get; init; }

        public long FileLength { get; init; }
    }
}
