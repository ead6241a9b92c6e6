namespace TurtlGraph.Bundles;

/// <summary>The document's images: files of their own, bytes in the document, or views that hold nothing else.</summary>
internal sealed class GltfImages
{
    private readonly GltfModel _model;
    private readonly GltfBuffers _buffers;
    private readonly GltfJson[] _images;
    private readonly int?[] _views;
    private readonly Dictionary<int, string> _ofView = [];
    private readonly HashSet<int> _used;
    private readonly string[] _assets;
    private readonly bool[] _missing;

    public GltfImages(GltfModel model, GltfJson root, GltfBuffers buffers)
    {
        _model = model;
        _buffers = buffers;
        _images = root.List("images");
        _views = Array.ConvertAll(_images, image => image.Index("bufferView", buffers.Views.Length));
        _used = [.. _views.OfType<int>()];
        _assets = new string[_images.Length];
        _missing = new bool[_images.Length];
    }

    public int Count => _images.Length;

    /// <summary>Whether a view is an image.</summary>
    public bool Uses(int view) => _used.Contains(view);

    /// <summary>The asset of an image.</summary>
    public string AssetOf(int image) => _assets[image];

    public void Link(ImportNode from, int image)
    {
        if (_missing[image])
        {
            _model.Graph.Missing(from, _assets[image], _model.Path, 0);
        }
        else
        {
            from.Link(_assets[image]);
        }
    }

    public void Add()
    {
        CheckOverlap();
        for (var i = 0; i < _images.Length; i++)
        {
            _assets[i] = _views[i] is { } view ? FromView(i, view) : FromUri(i);
        }
    }

    /// <summary>Images that overlap could multiply a small file without end.</summary>
    private void CheckOverlap()
    {
        foreach (var group in _used.GroupBy(view => _buffers.Views[view].Buffer))
        {
            var bytes = group.Select(view => _buffers.Views[view]).DistinctBy(view => (view.Offset, view.Length)).Sum(view => (double)view.Length);
            if (bytes > _buffers.LengthOf(group.Key))
            {
                throw _buffers.Views[group.First()].Json.Fault("overlaps other images");
            }
        }
    }

    private string FromView(int index, int view)
    {
        if (_buffers.Bytes(_buffers.Views[view]) is not { } bytes)
        {
            _missing[index] = true;
            return _model.Name("image", index);
        }

        if (!_ofView.TryGetValue(view, out var asset))
        {
            asset = Embedded(index, bytes, _images[index].Text("mimeType"));
            _ofView.Add(view, asset);
        }

        return asset;
    }

    private string FromUri(int index)
    {
        var uri = _images[index].Find("uri") ?? throw _images[index].Fault("has neither uri nor bufferView");
        if (GltfDataUri.Is(uri))
        {
            return Embedded(index, new ImportContent(GltfDataUri.Decode(uri)), _images[index].Text("mimeType") ?? GltfDataUri.MediaType(uri));
        }

        if (_model.Locate(uri) is { } path)
        {
            return _model.Graph.File(path, AssetTypes.Texture).Name;
        }

        _missing[index] = true;
        return _model.Absent(uri);
    }

    private string Embedded(int index, ImportContent bytes, string? mediaType)
    {
        var extension = mediaType switch
        {
            "image/png" => ".png",
            "image/jpeg" or "image/jpg" => ".jpg",
            "image/webp" => ".webp",
            "image/ktx2" => ".ktx2",
            "image/avif" => ".avif",
            "image/vnd-ms.dds" => ".dds",
            _ => "",
        };
        return _model.Graph.Add(new ImportNode(_model.Name("image", index) + extension, AssetTypes.Texture) { Content = bytes }).Name;
    }
}
