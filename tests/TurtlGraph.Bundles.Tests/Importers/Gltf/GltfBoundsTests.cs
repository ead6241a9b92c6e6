using System.Numerics;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class GltfBoundsTests : IDisposable
{
    private const string Node = "model.glb#node/0";

    private readonly TempFolder _folder = new();
    private readonly GltfSample _sample = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Interleaved_positions_are_measured_with_their_stride()
    {
        float[] rows = [1, 2, 3, 99, 99, 3, 4, 5, 99, 99, -1, 0, 1, 99, 99];
        _sample.View(MemoryMarshal.AsBytes<float>(rows), ",\"byteStride\":20");

        Box(Place("""{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}"""), new Vector3(-1, 0, 1), new Vector3(3, 4, 5));
    }

    [Fact]
    public void A_sparse_accessor_counts_with_what_it_replaces()
    {
        _sample.View(new Vector3(50, 50, 50), new Vector3(1, 1, 1), new Vector3(2, 2, 2));
        _sample.View([0]);
        _sample.View(new Vector3(-4, 1, 1));

        Box(
            Place("""{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","sparse":{"count":1,"indices":{"bufferView":1,"componentType":5121},"values":{"bufferView":2}}}"""),
            new Vector3(-4, 1, 1), new Vector3(2, 2, 2));
    }

    [Fact]
    public void A_sparse_accessor_without_a_view_is_zero_elsewhere()
    {
        _sample.View([1, 0]);
        _sample.View(new Vector3(2, 4, 6));

        var item = Place("""{"componentType":5126,"count":1000000000,"type":"VEC3","sparse":{"count":1,"indices":{"bufferView":0,"componentType":5123},"values":{"bufferView":1}}}""");

        Box(item, Vector3.Zero, new Vector3(2, 4, 6));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"min\":[-32767,-32767,0],\"max\":[32767,0,32767]")]
    public void Quantised_positions_stand_for_fractions(string limits)
    {
        _sample.View(MemoryMarshal.AsBytes<short>([-32767, 0, 0, 0, 32767, -32767, 32767, 0]), ",\"byteStride\":8");

        Box(
            Place("""{"bufferView":0,"componentType":5122,"normalized":true,"count":2,"type":"VEC3"LIMITS}""".Replace("LIMITS", limits, StringComparison.Ordinal)),
            new Vector3(-1, -1, 0), new Vector3(1, 0, 1));
    }

    [Fact]
    public void Vertices_that_are_no_numbers_do_not_count()
    {
        _sample.View(new Vector3(float.NaN, 0, 0), Vector3.One, new Vector3(0, float.PositiveInfinity, 0), new Vector3(3, 3, 3));

        Box(Place("""{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"}"""), Vector3.One, new Vector3(3, 3, 3));
    }

    [Fact]
    public void Morph_targets_count_with_their_full_weight()
    {
        _sample.View(Vector3.Zero, Vector3.One);
        _sample.View(new Vector3(-5, 0, 0), new Vector3(0, 0, 2));
        _sample.Rest = """
            "accessors":[{"bufferView":0,"componentType":5126,"count":2,"type":"VEC3"},{"bufferView":1,"componentType":5126,"count":2,"type":"VEC3"}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0},"targets":[{"POSITION":1}]}]}],"nodes":[{"mesh":0}]
            """;

        var import = _sample.Import(_folder);

        Box(import.Item(Node), new Vector3(-5, 0, 0), new Vector3(1, 1, 3));
        Assert.Equal(["model.glb#view/0", "model.glb#view/1"], import.Item("model.glb#mesh/0").DependsOn);
    }

    [Fact]
    public void A_node_without_scene_is_placed_and_one_outside_all_scenes_is_not()
    {
        _sample.View(Vector3.Zero, Vector3.One);
        const string Common = """
            "accessors":[{"bufferView":0,"componentType":5126,"count":2,"type":"VEC3"}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"nodes":[{"mesh":0},{"mesh":0,"translation":[5,0,0]}]
            """;
        _sample.Rest = Common;
        Assert.Equal(2, _sample.Import(_folder).SceneNodes);

        _sample.Rest = Common + ",\"scenes\":[{\"nodes\":[1]},{\"nodes\":[1]}]";
        var import = _sample.Import(_folder);

        Assert.Equal(1, import.SceneNodes);
        Imports.Near(new Vector3(5.5f, 0.5f, 0.5f), import.Item("model.glb#node/1").Position);
    }

    [Fact]
    public void The_sphere_of_a_node_holds_all_its_vertices_under_any_transform()
    {
        var numbers = Gen.Choose(-1000, 1000).Select(n => n / 100f);
        var vectors = from x in numbers from y in numbers from z in numbers select new Vector3(x, y, z);
        var cases =
            from points in vectors.NonEmptyListOf()
            from shift in vectors
            from scale in vectors
            from axis in vectors
            from outer in vectors
            select (Points: points.ToArray(), Shift: shift, Scale: scale, Turn: axis == Vector3.Zero ? Quaternion.Identity : Quaternion.CreateFromAxisAngle(Vector3.Normalize(axis), 1), Outer: outer);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            var model = new GltfSample();
            model.View(sample.Points);
            FormattableString rest = $$"""
                "accessors":[{"bufferView":0,"componentType":5126,"count":{{sample.Points.Length}},"type":"VEC3"}],
                "meshes":[{"primitives":[{"attributes":{"POSITION":0} }]}],
                "nodes":[{"mesh":0,"translation":[{{sample.Shift.X}},{{sample.Shift.Y}},{{sample.Shift.Z}}],"scale":[{{sample.Scale.X}},{{sample.Scale.Y}},{{sample.Scale.Z}}]},
                  {"children":[0],"rotation":[{{sample.Turn.X}},{{sample.Turn.Y}},{{sample.Turn.Z}},{{sample.Turn.W}}],"translation":[{{sample.Outer.X}},{{sample.Outer.Y}},{{sample.Outer.Z}}]}]
                """;
            model.Rest = FormattableString.Invariant(rest);
            var node = model.Import(_folder).Item(Node);
            foreach (var point in sample.Points)
            {
                var world = Vector3.Transform((point * sample.Scale) + sample.Shift, sample.Turn) + sample.Outer;
                Assert.True(Vector3.Distance(world, node.Position!.Value) <= node.Radius + 0.01f, $"{world} is outside");
            }
        }));
    }

    [Fact]
    public void Every_view_lies_in_its_asset_and_no_byte_is_stored_twice()
    {
        var views = (from offset in Gen.Choose(0, 199) from length in Gen.Choose(1, 60) select (offset, Math.Min(length, 200 - offset))).NonEmptyListOf();
        var buffer = Samples.Noise(200, 9);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(views.ToArbitrary(), list =>
        {
            var model = new GltfSample();
            model.View(buffer);
            foreach (var (offset, length) in list)
            {
                model.View(offset, length);
            }

            // The first view covers everything; leaving it to an image leaves the others to themselves.
            model.Rest = $$"""
                "images":[{"bufferView":0}],
                "accessors":[{{string.Join(',', list.Select((view, i) => $$"""{"bufferView":{{i + 1}},"componentType":5121,"count":{{view.Item2}},"type":"SCALAR"}"""))}}],
                "meshes":[{"primitives":[{"attributes":{ {{string.Join(',', list.Select((_, i) => $"\"_{i}\":{i}"))}} } }]}]
                """;
            var import = model.Import(_folder);
            var places = import.Json("model.glb#mesh/0").GetProperty("views");
            for (var i = 0; i < list.Count; i++)
            {
                var place = places.GetProperty($"{i + 1}");
                var asset = import.Bytes(place.GetProperty("asset").GetString()!);
                Assert.Equal(buffer[list[i].offset..(list[i].offset + list[i].Item2)], asset[place.GetProperty("offset").GetInt32()..][..list[i].Item2]);
            }

            Assert.Equal(buffer, import.Bytes("model.glb#image/0"));
            var covered = Enumerable.Range(0, 200).Count(at => list.Any(view => at >= view.offset && at < view.offset + view.Item2));
            Assert.Equal(covered, import.Items.Where(item => item.Name.Contains("#view", StringComparison.Ordinal)).Sum(item => item.Bytes().Length));
        }));
    }

    private BundleItem Place(string accessor)
    {
        _sample.Rest = $$"""
            "accessors":[{{accessor}}],"meshes":[{"primitives":[{"attributes":{"POSITION":0} }]}],"nodes":[{"mesh":0}]
            """;
        return _sample.Import(_folder).Item(Node);
    }

    private static void Box(BundleItem item, Vector3 min, Vector3 max)
    {
        Imports.Near((min + max) / 2, item.Position);
        Assert.Equal(Vector3.Distance(min, max) / 2, item.Radius, 1e-3);
    }
}
