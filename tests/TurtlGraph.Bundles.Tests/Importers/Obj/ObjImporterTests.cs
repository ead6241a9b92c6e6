using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class ObjImporterTests : IDisposable
{
    private const string House = """
        # a house
        mtllib house.mtl
        o Walls
        v 0 0 0
        v 4 0 0
        v 4 2 0
        v 0 2 0
        usemtl Brick
        f 1 2 3 4
        o Roof
        v 0 2 0
        v 4 2 0
        v 2 3 0
        vt 0 0
        usemtl Tiles
        f 5/1 6/1 7/1
        g Trim
        f -7 -6 -1

        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Objects_stand_at_their_bounds_and_depend_on_the_segments_that_they_use()
    {
        _folder.Write("house.mtl", "newmtl Brick\nKd 1 0 0\nmap_Kd brick.png\nnewmtl Tiles\nKd 0 1 0\n");
        _folder.Write("brick.png", "pixels");

        var import = Import(House);

        Assert.Empty(import.Dangling);
        Assert.Equal(3, import.SceneNodes);
        var walls = import.Item("house.obj#object/0");
        Imports.Near(new Vector3(2, 1, 0), walls.Position);
        Assert.Equal(MathF.Sqrt(5), walls.Radius, 1e-4);
        Assert.Equal("Walls", import.Json(walls.Name).GetProperty("name").GetString());
        Assert.Equal(["house.obj#segment/0", "house.mtl#Brick"], walls.DependsOn);
        Assert.Equal(["house.obj#segment/1", "house.mtl#Tiles"], import.Item("house.obj#object/1").DependsOn);
        // The trim's corners are vertices 1 and 2 of the walls and 7 of the roof; the material goes on.
        var trim = import.Item("house.obj#object/2");
        Assert.Equal(["house.obj#segment/0", "house.obj#segment/1", "house.obj#segment/2", "house.mtl#Tiles"], trim.DependsOn);
        Assert.Equal("Roof/Trim", import.Json(trim.Name).GetProperty("name").GetString());
        Assert.Equal(4, import.Json(trim.Name).GetProperty("segments")[1].GetProperty("positions_before").GetInt32());
        Assert.Equal(["brick.png"], import.Item("house.mtl#Brick").DependsOn);
        Assert.Equal("newmtl Brick\nKd 1 0 0\nmap_Kd brick.png\n", Encoding.UTF8.GetString(import.Bytes("house.mtl#Brick")));
        Assert.All(import.Items.Where(item => item.Name.Contains("#object", StringComparison.Ordinal)), item => Assert.Equal("scene", item.Type));
    }

    [Fact]
    public void Segments_in_a_row_are_the_file()
    {
        var packed = Import(House).RoundTrip(_folder);

        Assert.Equal(House, string.Concat(Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetString(packed[$"house.obj#segment/{i}"]))));
    }

    [Fact]
    public void Vertices_that_all_share_are_apart_from_the_faces()
    {
        var import = Import("v 0 0 0\nv 1 0 0\nv 0 1 0\ng a\nf 1 2 3\ng b\nf 3 2 1\n");

        Assert.Equal(["house.obj#segment/0", "house.obj#segment/1"], import.Item("house.obj#object/0").DependsOn);
        Assert.Equal(["house.obj#segment/0", "house.obj#segment/2"], import.Item("house.obj#object/1").DependsOn);
        Assert.Equal("v 0 0 0\nv 1 0 0\nv 0 1 0\n", Encoding.UTF8.GetString(import.Bytes("house.obj#segment/0")));
    }

    [Fact]
    public void A_model_of_one_segment_stands_under_its_own_name()
    {
        var import = Import("o a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");

        Assert.Equal(["house.obj"], import.Item("house.obj#object/0").DependsOn);
        Assert.Equal(_folder["house.obj"], import.Item("house.obj").FilePath);
    }

    [Fact]
    public void Points_without_faces_are_an_object()
    {
        var import = Import("v 0 0 0\nv 2 0 0\n");

        Imports.Near(Vector3.UnitX, import.Item("house.obj#object/0").Position);
    }

    [Fact]
    public void Options_of_textures_and_blanks_in_names_are_understood()
    {
        _folder.Write("tex/red brick.png", "pixels");
        _folder.Write("n.png", "pixels");
        _folder.Write("my lib.mtl", "newmtl a b/c\nmap_Kd -s 1 2 -o 0.5 0 0 -clamp on tex\\red brick.png\nmap_Bump -bm 0.5 n.png\nmap_aat on\nbump   ./tex/../n.png\n");

        var import = Import("mtllib my lib.mtl\nv 0 0 0\nusemtl a b/c\nf 1 1 1\n");

        Assert.Empty(import.Dangling);
        Assert.Equal(["tex/red brick.png", "n.png"], import.Item("my lib.mtl#a b/c").DependsOn);
    }

    [Fact]
    public void What_is_missing_is_reported_with_file_and_line_and_stays_a_dependency()
    {
        _folder.Write("here.mtl", "newmtl one\nmap_Kd gone.png\nmap_d ../../secret.png\nmap_Ks C:\\textures\\x.png\n");

        var import = Import("mtllib here.mtl away.mtl\nv 0 0 0\nusemtl one\nf 1 1 1\nusemtl ../two\nf 1 1 1\n");

        Assert.Equal(
            [
                ("here.mtl#one", "gone.png", "here.mtl", 2),
                ("here.mtl#one", "%2E%2E/%2E%2E/secret.png", "here.mtl", 3),
                ("here.mtl#one", "C%3A/textures/x.png", "here.mtl", 4),
                ("house.obj#scene", "away.mtl", "house.obj", 1),
                ("house.obj#object/0", "here.mtl#..%2Ftwo", "house.obj", 5),
            ],
            import.Dangling.Select(d => (d.From, d.To, d.File, d.Line)));
        Assert.All(import.Dangling, d => Assert.Contains(d.To, import.Item(d.From).DependsOn));
        import.CheckSound(_folder.Path);
    }

    [Fact]
    public void Names_of_any_kind_become_different_legal_names()
    {
        string[] names = ["..", ".", "%2E%2E", "a/../b", "/", "a\tb", "ü€", "a\\b", new string('x', 3000), new string('x', 3001), "100%", "a:b"];
        _folder.Write("m.mtl", string.Concat(names.Select(name => $"newmtl {name}\nKd 1 1 1\n")));

        var import = Import("mtllib m.mtl\nv 0 0 0\n" + string.Concat(names.Select(name => $"usemtl {name}\nf 1 1 1\n")));

        Assert.Empty(import.Dangling);
        Assert.Equal(names.Length, import.Items.Count(item => item.Type == "material"));
        import.CheckSound(_folder.Path);
    }

    [Fact]
    public void A_backslash_joins_lines_and_numbers_may_end_in_anything()
    {
        var import = Import("v 0 0 \\\r\n 2\r\nv 1. +2. 3.1+e2\r\nf 1 \\\r\n2 1\r\n");

        Imports.Near(new Vector3(0.5f, 1, 2.55f), import.Item("house.obj#object/0").Position);
    }

    [Theory]
    [InlineData("v 1 2\n", 1, "three")]
    [InlineData("v 1 2 nan\n", 1, "finite")]
    [InlineData("v 1 2 1e99\n", 1, "finite")]
    [InlineData("v 1 2 3\nf 1 2 1\n", 2, "vertex 2")]
    [InlineData("v 1 2 3\nf 0 1 1\n", 2, "vertex 0")]
    [InlineData("v 1 2 3\nf -2 1 1\n", 2, "vertex -2")]
    [InlineData("v 1 2 3\nf 1/1 1 1\n", 2, "texture coordinate 1")]
    [InlineData("v 1 2 3\nf 1//9 1 1\n", 2, "normal 9")]
    [InlineData("v 1 2 3\nf x 1 1\n", 2, "'x'")]
    [InlineData("v 1 2 3\nf 99999999999 1 1\n", 2, "no reference")]
    [InlineData("v 3e38 0 0\nv -3e38 0 0\nf 1 2 1\n", 0, "range")]
    public void A_model_that_cannot_be_read_names_file_line_and_reason(string text, int line, string reason)
    {
        var error = Assert.Throws<ImportException>(() => Import(text));

        Assert.Equal(("house.obj", line), (error.Path, error.Line));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_sixteen_bits_is_refused()
    {
        _folder.Write("wide.obj", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("v 0 0 0\n")).ToArray());

        Assert.Contains("UTF-16", Assert.Throws<ImportException>(() => new ObjImporter(_folder.Path).Import("wide.obj")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_without_end_are_refused()
    {
        _folder.Write("a.obj", "v 0 0 0\n" + string.Concat(Enumerable.Repeat("g a\nf 1 1 1\n", 100)));

        Assert.Throws<ImportException>(() => new ObjImporter(_folder.Path) { MaxSegments = 50 }.Import("a.obj"));
    }

    [Fact]
    public void Names_that_are_repeated_without_end_are_refused()
    {
        var text = $"v 0 0 0\nusemtl {new string('x', 200_000)}\n" + string.Concat(Enumerable.Repeat("g a\nf 1 1 1\n", 1000));

        Assert.Contains("too often", Assert.Throws<ImportException>(() => Import(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_sequence_of_lines_keeps_its_bytes_and_objects_reach_all_that_they_use()
    {
        var line = Gen.Choose(0, 9).SelectMany(kind => Gen.Choose(-9, 9).Select(number => (Kind: kind, Number: number)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(line.ListOf().ToArbitrary(), lines =>
        {
            var (text, points) = (new StringBuilder(), new List<Vector3>());
            foreach (var (kind, number) in lines)
            {
                if (kind < 4)
                {
                    points.Add(new Vector3(number, points.Count, kind));
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"v {number} {points.Count - 1} {kind}\n");
                }
                else
                {
                    text.Append(kind switch
                    {
                        4 => "o x\n",
                        5 => "g y\r\n",
                        6 => "# nothing\n",
                        _ when points.Count == 0 => "\n",
                        7 => "f -1 1 1\n",
                        _ => $"f 1 {1 + (Math.Abs(number) % points.Count)} 1\n",
                    });
                }
            }

            var import = Import(text.ToString());
            var segments = import.Json("house.obj#scene").GetProperty("segments").EnumerateArray().Select(s => s.GetProperty("asset").GetString()!).ToArray();
            Assert.Equal(text.ToString(), string.Concat(segments.Select(name => Encoding.UTF8.GetString(import.Bytes(name)))));
            foreach (var item in import.Items.Where(item => item.Name.Contains("#object", StringComparison.Ordinal)))
            {
                CheckObject(import, item, points);
            }
        }));
    }

    /// <summary>Resolves an object's indices from nothing but what it depends on, as a game would.</summary>
    private static void CheckObject(AssetImport import, BundleItem item, List<Vector3> points)
    {
        var found = new Dictionary<int, Vector3>();
        var faces = "";
        foreach (var segment in import.Json(item.Name).GetProperty("segments").EnumerateArray())
        {
            Assert.Contains(segment.GetProperty("asset").GetString()!, item.DependsOn);
            faces = Encoding.UTF8.GetString(import.Bytes(segment.GetProperty("asset").GetString()!));
            var at = segment.GetProperty("positions_before").GetInt32();
            foreach (var vertex in faces.Split('\n').Where(text => text.StartsWith("v ", StringComparison.Ordinal)))
            {
                var numbers = vertex.Split(' ').Skip(1).Select(int.Parse).ToArray();
                found.Add(at++, new Vector3(numbers[0], numbers[1], numbers[2]));
            }
        }

        foreach (var face in faces.Split('\n').Where(text => text.StartsWith("f ", StringComparison.Ordinal)))
        {
            foreach (var index in face.Split(' ').Skip(1).Select(int.Parse).Where(index => index > 0))
            {
                Assert.Equal(points[index - 1], found[index - 1]);
                Assert.True(Vector3.Distance(found[index - 1], item.Position!.Value) <= item.Radius + 1e-3f);
            }
        }
    }

    private AssetImport Import(string text)
    {
        _folder.Write("house.obj", text);
        return new ObjImporter(_folder.Path).Import("house.obj");
    }
}
