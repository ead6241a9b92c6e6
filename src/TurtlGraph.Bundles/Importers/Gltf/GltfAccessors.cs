using System.Numerics;

namespace TurtlGraph.Bundles;

/// <summary>The document's accessors, each checked to lie inside its view, and the boxes of those that are positions.</summary>
internal sealed class GltfAccessors
{
    /// <summary>Positions of more bytes than this must come with their box, as the format demands of all.</summary>
    private const long MaxMeasured = 1 << 30;

    /// <summary>Accessors that overlap could be measured without end.</summary>
    private const long MaxMeasuredTogether = 1L << 32;

    private readonly GltfBuffers _buffers;
    private readonly GltfAccessor[] _accessors;
    private readonly HashSet<int> _others = [];
    private readonly Dictionary<int, Box> _boxes = [];
    private long _measured;

    public GltfAccessors(GltfJson root, GltfBuffers buffers)
    {
        _buffers = buffers;
        _accessors = [.. root.List("accessors").Select(Read)];
        foreach (var primitive in root.List("meshes").SelectMany(mesh => mesh.List("primitives")))
        {
            if (PackedView(primitive) is { } view)
            {
                _others.Add(view);
            }
        }
    }

    public int Count => _accessors.Length;

    public GltfBuffers Buffers => _buffers;

    public GltfAccessor this[int index] => _accessors[index];

    /// <summary>Views that accessors and compressed primitives use.</summary>
    public HashSet<int> UsedViews() => [.. _accessors.SelectMany(accessor => accessor.Views()), .. _others];

    /// <summary>The view of a primitive whose numbers an extension has compressed, or null.</summary>
    public int? PackedView(GltfJson primitive) =>
        primitive.TryFind("extensions", out var extensions) && extensions.TryFind("KHR_draco_mesh_compression", out var draco)
            ? draco.Index("bufferView", _buffers.Views.Length)
            : null;

    /// <summary>
    /// The box of positions: as the accessor says, or from its numbers when it does not; empty when those are not to be had.
    /// Numbers that are not finite do not count.
    /// </summary>
    public Box BoxOf(int index)
    {
        if (!_boxes.TryGetValue(index, out var box))
        {
            box = Find(_accessors[index]);
            _boxes.Add(index, box);
        }

        return box;
    }

    private Box Find(GltfAccessor accessor)
    {
        if (accessor.Components != 3)
        {
            throw accessor.Json.Fault("holds positions but is not a VEC3");
        }

        if (accessor.Json.Vector("min", 3) is { } min && accessor.Json.Vector("max", 3) is { } max)
        {
            var box = new Box(Corner(accessor, min), Corner(accessor, max));
            if (!box.IsEmpty)
            {
                return box;
            }
        }

        return Measure(accessor);
    }

    private static Vector3 Corner(GltfAccessor accessor, float[] numbers) => accessor.IsNormalised
        ? new Vector3(accessor.Type.Normalise(numbers[0]), accessor.Type.Normalise(numbers[1]), accessor.Type.Normalise(numbers[2]))
        : new Vector3(numbers);

    private Box Measure(GltfAccessor accessor)
    {
        _measured += (accessor.View is null ? 0 : accessor.Count * accessor.Stride) + ((accessor.Sparse?.Count ?? 0) * accessor.Stride);
        if (_measured > MaxMeasuredTogether)
        {
            throw accessor.Json.Fault("has no min and max, as the format demands, and there is too much of that to measure");
        }

        var box = Box.Empty;
        var replaced = Replaced(accessor, ref box);
        if (replaced is null)
        {
            return Box.Empty;
        }

        if (accessor.View is not { } index)
        {
            return accessor.Count > replaced.Count ? box.With(Vector3.Zero) : box;
        }

        var view = _buffers.Views[index];
        if (view.IsPacked || accessor.Count == 0 || _buffers.Bytes(view) is not { } content)
        {
            return box;
        }

        var size = accessor.Type.Size() * 3;
        var length = ((accessor.Count - 1) * accessor.Stride) + size;
        if (length > MaxMeasured)
        {
            return box;
        }

        var bytes = content.Slice(accessor.Offset, length).Read().Span;
        for (long i = 0; i < accessor.Count; i++)
        {
            if (!replaced.Contains(i))
            {
                box = Grow(box, accessor, bytes[(int)(i * accessor.Stride)..]);
            }
        }

        return box;
    }

    /// <summary>Grows a box by the replacing elements and tells which they are; null when their bytes are not to be had.</summary>
    private HashSet<long>? Replaced(GltfAccessor accessor, ref Box box)
    {
        var replaced = new HashSet<long>();
        if (accessor.Sparse is not { } sparse)
        {
            return replaced;
        }

        var (indexView, valueView) = (_buffers.Views[sparse.IndexView], _buffers.Views[sparse.ValueView]);
        if (indexView.IsPacked || valueView.IsPacked || _buffers.Bytes(indexView) is not { } indices || _buffers.Bytes(valueView) is not { } values)
        {
            return null;
        }

        var (indexSize, valueSize) = (sparse.IndexType.Size(), accessor.Type.Size() * 3);
        var indexBytes = indices.Slice(sparse.IndexOffset, sparse.Count * indexSize).Read().Span;
        var valueBytes = values.Slice(sparse.ValueOffset, sparse.Count * valueSize).Read().Span;
        for (var i = 0; i < (int)sparse.Count; i++)
        {
            var at = sparse.IndexType.ReadIndex(indexBytes[(i * indexSize)..]);
            if (at >= accessor.Count)
            {
                throw accessor.Json.Fault($"replaces element {at} of {accessor.Count}");
            }

            replaced.Add(at);
            box = Grow(box, accessor, valueBytes[(i * valueSize)..]);
        }

        return replaced;
    }

    private static Box Grow(in Box box, GltfAccessor accessor, ReadOnlySpan<byte> bytes)
    {
        var size = accessor.Type.Size();
        var point = Corner(
            accessor, [accessor.Type.Read(bytes), accessor.Type.Read(bytes[size..]), accessor.Type.Read(bytes[(2 * size)..])]);
        return float.IsFinite(point.LengthSquared()) ? box.With(point) : box;
    }

    private GltfAccessor Read(GltfJson json)
    {
        var type = json.Component();
        var (components, columns) = Shape(json);
        var size = ElementSize(type, components, columns);
        var view = json.Index("bufferView", _buffers.Views.Length);
        var stride = view is { } index && _buffers.Views[index].Stride > 0 ? _buffers.Views[index].Stride : size;
        var count = json.Number("count");
        var offset = json.Number("byteOffset", 0);
        if (view is { } used)
        {
            Check(json, "", _buffers.Views[used], offset, count, stride, size);
        }

        return new GltfAccessor(json, view, offset, type, components, count, stride, json.TryFind("sparse", out var sparse) ? Sparse(sparse, count, size) : null)
        {
            IsNormalised = json.Find("normalized") is { Value.ValueKind: System.Text.Json.JsonValueKind.True },
        };
    }

    private GltfSparse Sparse(GltfJson json, long elements, int size)
    {
        var count = json.Number("count");
        if (count > elements)
        {
            throw json.Fault($"replaces {count} of {elements} elements");
        }

        var indices = json.Find("indices") ?? throw json.Fault("has no indices");
        var values = json.Find("values") ?? throw json.Fault("has no values");
        var sparse = new GltfSparse(
            count,
            indices.Index("bufferView", _buffers.Views.Length) ?? throw indices.Fault("has no bufferView"),
            indices.Number("byteOffset", 0),
            indices.Component(),
            values.Index("bufferView", _buffers.Views.Length) ?? throw values.Fault("has no bufferView"),
            values.Number("byteOffset", 0));
        if (sparse.IndexType is not (GltfComponent.Byte or GltfComponent.UShort or GltfComponent.UInt))
        {
            throw indices.Fault("are not unsigned whole numbers");
        }

        var indexSize = sparse.IndexType.Size();
        Check(indices, "indices ", _buffers.Views[sparse.IndexView], sparse.IndexOffset, count, indexSize, indexSize);
        Check(values, "values ", _buffers.Views[sparse.ValueView], sparse.ValueOffset, count, size, size);
        return sparse;
    }

    private static void Check(GltfJson json, string what, GltfView view, long offset, long count, long stride, int size)
    {
        var end = count == 0 ? offset : offset + ((Int128)(count - 1) * stride) + size;
        if (end > view.Decoded)
        {
            throw json.Fault($"ends {what}at byte {end} of a view of {view.Decoded}");
        }
    }

    private static (int Components, int Columns) Shape(GltfJson json) => json.Text("type") switch
    {
        "SCALAR" => (1, 1),
        "VEC2" => (2, 1),
        "VEC3" => (3, 1),
        "VEC4" => (4, 1),
        "MAT2" => (4, 2),
        "MAT3" => (9, 3),
        "MAT4" => (16, 4),
        _ => throw json.Fault("has an unknown type"),
    };

    /// <summary>Columns of matrices begin at multiples of four bytes.</summary>
    private static int ElementSize(GltfComponent type, int components, int columns) => columns == 1
        ? components * type.Size()
        : columns * (((components / columns * type.Size()) + 3) & ~3);
}
