using System.Numerics;
using System.Text.Json;

namespace TurtlGraph.Bundles.Tests;

public sealed class SuperTuxKartImporterTests : IDisposable
{
    private const string Scene = "tracks/small/scene.xml";

    private readonly SuperTuxKartData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_placed_model_becomes_a_node_at_its_bounding_sphere_that_depends_on_it()
    {
        _data.Scene("""<track model="ground.spm" x="1" y="2" z="3"/><static-object model="crate.spm" xyz="10 0 -5" hpr="0 90 0" scale="2 2 2"/>""")
            .Model("tracks/small/ground.spm", half: 100)
            .Bytes("tracks/small/crate.spm", SuperTuxKartData.Spm(new Vector3(0, 0, 0), new Vector3(2, 0, 0)));

        var import = _data.Import();

        Assert.Equal(2, import.Placements);
        var ground = Find(import, Scene + "#0");
        Near(new Vector3(1, 2, 3), ground.Position!.Value);
        Assert.Equal(100 * MathF.Sqrt(3), ground.Radius, 1e-3);
        // The box's centre (1, 0, 0) is scaled to (2, 0, 0) and turned a quarter about y, to (0, 0, -2).
        var crate = Find(import, Scene + "#1");
        Near(new Vector3(10, 0, -7), crate.Position!.Value);
        Assert.Equal(2, crate.Radius, 1e-3);
        Assert.Equal(["tracks/small/crate.spm"], crate.DependsOn);
    }

    [Fact]
    public void A_node_describes_its_placement()
    {
        _data.Scene("""<object id="box" model="crate.spm" xyz="1 2 3"/>""").Model("tracks/small/crate.spm", 1);

        using var json = JsonDocument.Parse(Find(_data.Import(), Scene + "#0").Content!.Value);

        var root = json.RootElement;
        Assert.Equal("object", root.GetProperty("kind").GetString());
        Assert.Equal("box", root.GetProperty("id").GetString());
        Assert.Equal(Scene, root.GetProperty("source").GetString());
        Assert.Equal(3, root.GetProperty("line").GetInt32());
        Assert.Equal([1f, 2f, 3f, 1f], root.GetProperty("transform").EnumerateArray().Skip(12).Select(e => e.GetSingle()));
    }

    [Fact]
    public void Nested_prefabs_are_expanded_with_their_transforms_composed()
    {
        _data.Scene("""<library name="yard" id="y" xyz="100 0 0" hpr="0 90 0" scale="2 2 2"/>""")
            .Prefab("yard", """<library name="lamp" id="l" xyz="1 0 0" hpr="0 0 0" scale="1 1 1"/><object type="animation" model="fence.spm" xyz="0 5 0"/>""")
            .Prefab("lamp", """<object type="animation" model="bulb.spm" xyz="0 3 0"/>""")
            .Model("library/yard/fence.spm", 1).Model("library/lamp/bulb.spm", 1);

        var import = _data.Import();

        Assert.Equal(1, import.Placements);
        Assert.Equal(2, import.SceneNodes);
        Near(new Vector3(100, 6, -2), Find(import, Scene + "#0.0.0").Position!.Value);
        Near(new Vector3(100, 10, 0), Find(import, Scene + "#0.1").Position!.Value);
        Assert.Equal(["library/lamp/bulb.spm"], Find(import, Scene + "#0.0.0").DependsOn);
        Assert.Contains("library/lamp/node.xml", Find(import, "library/yard/node.xml").DependsOn);
        Assert.Contains("library/yard/node.xml", Find(import, Scene).DependsOn);
    }

    [Fact]
    public void A_prefab_that_holds_itself_is_entered_once_and_reported()
    {
        _data.Scene("""<library name="a" id="a"/>""")
            .Prefab("a", """<object model="a.spm"/><library name="b" id="b"/>""")
            .Prefab("b", """<object model="b.spm"/><library name="a" id="a"/><library name="b" id="b"/>""")
            .Model("library/a/a.spm", 1).Model("library/b/b.spm", 1);

        var import = _data.Import();

        Assert.Equal(2, import.SceneNodes);
        Assert.Equal(
            ["library/a/node.xml -> library/b/node.xml -> library/a/node.xml", "library/b/node.xml -> library/b/node.xml"],
            import.PrefabCycles);
        Assert.Equal(["library/b/node.xml"], import.SelfReferences);
        Assert.Contains("library/a/node.xml", Find(import, "library/b/node.xml").DependsOn);
    }

    [Fact]
    public void Prefabs_that_multiply_without_end_are_refused()
    {
        _data.Scene("""<library name="p0" id="x"/>""");
        for (var i = 0; i < 30; i++)
        {
            _data.Prefab($"p{i}", string.Concat(Enumerable.Repeat($"""<library name="p{i + 1}" id="x"/>""", 10)));
        }

        _data.Prefab("p30", """<object model="a.spm"/>""").Model("library/p30/a.spm", 1);

        var error = Assert.Throws<ImportException>(() => new SuperTuxKartImporter(_data.Root) { MaxNodes = 1000 }.Import("small"));
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prefabs_nested_without_reason_are_refused()
    {
        _data.Scene("""<library name="p0" id="x"/>""");
        for (var i = 0; i < 100; i++)
        {
            _data.Prefab($"p{i}", $"""<library name="p{i + 1}" id="x"/>""");
        }

        Assert.Contains("deeper", Assert.Throws<ImportException>(() => _data.Import()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_level_of_detail_is_a_node_of_its_own_in_one_group()
    {
        _data.Scene("""
            <lod><group name="lantern">
              <static-object lod_distance="225" lod_group="lantern" model="far.spm" xyz="0 0 0"/>
              <static-object lod_distance="50" lod_group="lantern" model="near.spm" xyz="0 0 0"/>
            </group></lod>
            <track model="ground.spm" x="0" y="0" z="0"><static-object lod_instance="true" lod_group="lantern" xyz="7 0 0"/></track>
            """).Model("tracks/small/ground.spm", 9).Model("tracks/small/near.spm", 2).Model("tracks/small/far.spm", 1);

        var import = _data.Import();

        Assert.Equal(2, import.Placements);
        var fine = Find(import, Scene + "#1@lod0");
        var coarse = Find(import, Scene + "#1@lod1");
        Assert.Equal(["tracks/small/near.spm"], fine.DependsOn);
        Assert.Equal(["tracks/small/far.spm"], coarse.DependsOn);
        Assert.Equal((0, 1), (fine.Lod, coarse.Lod));
        Assert.Equal(Scene + "#1", fine.LodGroup);
        Assert.Equal(fine.LodGroup, coarse.LodGroup);
        Assert.Equal(1, Find(import, "tracks/small/far.spm").Lod);
        Assert.Null(Find(import, "tracks/small/far.spm").Position);
    }

    [Fact]
    public void Models_reach_materials_and_materials_reach_everything_they_use()
    {
        _data.Scene("""<object model="crate.spm"/>""")
            .Model("tracks/small/crate.spm", 1, "wood.png", "plain.png", "road.png+mud.png")
            .Text("tracks/small/materials.xml", """
                <materials>
                  <material name="wood.png" normal-map="wood_n.png" mask="wood_a.png" shader="own">
                    <sfx filename="creak.ogg"/><particles base="dust.xml" condition="skid"/>
                  </material>
                </materials>
                """)
            .Text("textures/materials.xml", """<materials><material name="road.png" uv-two-tex="mud.png"/><material name="unused.png"/></materials>""")
            .Text("gfx/dust.xml", """<particles><material file="dust.png"/></particles>""")
            .Text("tracks/small/sps_own.xml", """<spshader><first-pass vertex-shader="own.vert" fragment-shader="own.frag"/></spshader>""")
            .Text("tracks/small/own.frag", "f").Text("shaders/own.vert", "v").Text("sfx/creak.ogg", "s");
        foreach (var texture in new[] { "tracks/small/wood.png", "tracks/small/wood_n.png", "textures/wood_a.png", "textures/plain.png", "textures/road.png", "textures/mud.png", "textures/dust.png", "textures/wood.png" })
        {
            _data.Text(texture, texture);
        }

        var import = _data.Import();

        Assert.Empty(import.Dangling);
        Assert.Equal(
            ["tracks/small/materials.xml#wood.png", "textures/plain.png", "textures/materials.xml#road.png+mud.png"],
            Find(import, "tracks/small/crate.spm").DependsOn);
        Assert.Equal(
            ["gfx/dust.xml", "sfx/creak.ogg", "textures/wood_a.png", "tracks/small/sps_own.xml", "tracks/small/wood.png", "tracks/small/wood_n.png"],
            Find(import, "tracks/small/materials.xml#wood.png").DependsOn.Order(StringComparer.Ordinal));
        Assert.Equal(["textures/dust.png"], Find(import, "gfx/dust.xml").DependsOn);
        Assert.Equal(["shaders/own.vert", "tracks/small/own.frag"], Find(import, "tracks/small/sps_own.xml").DependsOn);
        Assert.DoesNotContain(import.Items, item => item.Name.Contains("unused", StringComparison.Ordinal));
    }

    [Fact]
    public void Materials_may_refer_to_themselves_and_to_each_other()
    {
        _data.Scene("")
            .Text("tracks/small/a.png", "a").Text("tracks/small/b.png", "b")
            .Text("tracks/small/materials.xml", """
                <materials>
                  <material name="a.png" tex-layer-2="a.png" tex-layer-3="b.png"/>
                  <material name="b.png" tex-layer-2="a.png"/>
                </materials>
                """);

        var import = _data.Import();

        const string File = "tracks/small/materials.xml";
        Assert.Equal([$"{File}#a.png"], import.SelfReferences);
        Assert.Equal(["tracks/small/a.png", $"{File}#a.png", $"{File}#b.png"], Find(import, $"{File}#a.png").DependsOn);
        Assert.Equal(["tracks/small/b.png", $"{File}#a.png"], Find(import, $"{File}#b.png").DependsOn);
    }

    [Fact]
    public void What_is_missing_is_reported_with_file_and_line_and_stays_a_dependency()
    {
        _data.Scene("""
            <object model="gone.spm"/>
            <library name="gone" id="x"/>
            <static-object lod_instance="true" lod_group="gone"/>
            <sky-box texture="sky.png ../../secret.png"/>
            <object type="sfx-emitter" sound="hum.ogg" xyz="0 0 0"/>
            """).Text("secret.png", "outside the folders that are searched");

        var import = _data.Import();

        Assert.Equal(
            [
                (Scene + "#0", "tracks/small/gone.spm", 3),
                (Scene, "library/gone/node.xml", 4),
                (Scene + "#2", Scene + "#gone", 5),
                (Scene + "#3", "tracks/small/hum.ogg", 7),
                (Scene, "tracks/small/sky.png", 6),
                (Scene, "tracks/small/%2E%2E/%2E%2E/secret.png", 6),
            ],
            import.Dangling.Select(d => (d.From, d.To, d.Line)));
        Assert.All(import.Dangling, d => Assert.Contains(d.To, Find(import, d.From).DependsOn));
        Assert.All(import.Dangling, d => Assert.Equal(Scene, d.File));
    }

    [Fact]
    public void A_damaged_model_keeps_its_bytes_and_is_reported()
    {
        _data.Scene("""<object model="torn.spm" xyz="4 0 0"/>""")
            .Bytes("tracks/small/torn.spm", SuperTuxKartData.Spm(Vector3.Zero, Vector3.One, "a.png", "b.png").AsSpan(0, 38));

        var import = _data.Import();

        Assert.Contains("torn.spm", Assert.Single(import.Damaged), StringComparison.Ordinal);
        Assert.Empty(Find(import, "tracks/small/torn.spm").DependsOn);
        Near(new Vector3(4, 0, 0), Find(import, Scene + "#0").Position!.Value);
    }

    [Fact]
    public void Something_that_moves_is_bounded_wherever_it_goes()
    {
        _data.Scene("""
            <object type="animation" model="car.spm" xyz="0 0 0">
              <curve channel="LocX" interpolation="bezier"><p c="0 -10" h1="-1 -20" h2="1 0"/><p c="9 30" h1="8 30" h2="10 30"/></curve>
            </object>
            """).Model("tracks/small/car.spm", 1);

        var node = Find(_data.Import(), Scene + "#0");

        Near(new Vector3(5, 0, 0), node.Position!.Value);
        Assert.InRange(node.Radius, 25 + 1, 25 + 4);
    }

    [Fact]
    public void What_is_always_in_use_hangs_on_the_scene_which_spans_all_placements()
    {
        _data.Scene("""
            <object model="a.spm" xyz="-100 0 0"/><object model="a.spm" xyz="300 0 0"/>
            <weather particles="rain.xml" sound="rain"/>
            <item id="i" x="1" y="2" z="3"/>
            """)
            .Model("tracks/small/a.spm", 1).Text("gfx/rain.xml", "<particles/>").Text("sfx/rain.ogg", "r")
            .Text("tracks/small/track.xml", """<track music="tune.music"/>""")
            .Text("music/tune.music", """<music file="tune.ogg" fast-filename="fast.ogg"/>""")
            .Text("music/tune.ogg", "t").Text("music/fast.ogg", "f")
            .Text("items.xml", """<items><bonus-box model="gift.spm" lowmodel="gift-low.spm"/></items>""")
            .Model("models/gift.spm", 1).Model("models/gift-low.spm", 1);

        var import = _data.Import();

        var root = Find(import, Scene);
        Assert.Equal(["gfx/rain.xml", "sfx/rain.ogg", "tracks/small/track.xml"], root.DependsOn);
        Assert.Equal(["music/tune.music"], Find(import, "tracks/small/track.xml").DependsOn);
        Assert.Equal(["music/tune.ogg", "music/fast.ogg"], Find(import, "music/tune.music").DependsOn);
        Assert.Equal(["models/gift-low.spm"], Find(import, Scene + "#2@lod1").DependsOn);
        Assert.All([-100f, 300f], x => Assert.True(Vector3.Distance(root.Position!.Value, new Vector3(x, 0, 0)) < root.Radius));
    }

    [Theory]
    [InlineData("<object model=\"a.spm\" xyz=\"1 2\"/>", "three numbers")]
    [InlineData("<object model=\"a.spm\" xyz=\"1 2 NaN\"/>", "finite")]
    [InlineData("<library id=\"x\"/>", "name")]
    [InlineData("<object", "well-formed")]
    public void A_scene_that_cannot_be_read_names_file_line_and_reason(string element, string reason)
    {
        _data.Scene("\n" + element);

        var error = Assert.Throws<ImportException>(() => _data.Import());

        Assert.Equal((Scene, 4), (error.Path, Math.Min(error.Line, 4)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_type_definition_is_refused()
    {
        _data.Text(Scene, "<!DOCTYPE scene [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><scene>&x;</scene>");

        Assert.Contains("DTD", Assert.Throws<ImportException>(() => _data.Import()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("../small")]
    public void An_unknown_track_is_refused_with_the_names_of_those_there_are(string track)
    {
        _data.Scene("");

        Assert.Contains("small", Assert.Throws<ImportException>(() => _data.Import(track)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_tracks_is_refused() =>
        Assert.Throws<ImportException>(() => new SuperTuxKartImporter(Path.Combine(_data.Root, "tracks")));

    [Fact]
    public void A_packed_track_keeps_the_bytes_of_its_files()
    {
        _data.Scene("""<object model="crate.spm"/>""").Model("tracks/small/crate.spm", 1, "wood.png").Text("textures/wood.png", "pixels");
        var builder = new BundleBuilder();
        builder.AddRange(_data.Import().Items);
        var path = Path.Combine(_data.Root, "small.turtl");
        builder.Write(path);

        using var bundle = Bundle.Open(path);

        Assert.Equal(4, bundle.Count);
        foreach (var name in new[] { Scene, "tracks/small/crate.spm", "textures/wood.png" })
        {
            Assert.True(bundle.TryFind(name, out var entry));
            var bytes = new byte[bundle[entry].DecodedLength];
            Assert.Equal(DecodeStatus.Ok, EntryDecoder.Shared.Decode(bundle, entry, bytes));
            Assert.Equal(File.ReadAllBytes(Path.Combine(_data.Root, name)), bytes);
        }
    }

    [Fact]
    public void The_same_data_gives_the_same_items_in_the_same_order()
    {
        _data.Scene("""<library name="a" id="a"/><object model="b.spm"/>""")
            .Prefab("a", """<object model="a.spm"/>""").Model("library/a/a.spm", 1).Model("tracks/small/b.spm", 1, "t.png");

        var names = _data.Import().Items.Select(item => item.Name).ToArray();

        Assert.Equal(names, _data.Import().Items.Select(item => item.Name));
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    private static BundleItem Find(SuperTuxKartImport import, string name) => Assert.Single(import.Items, item => item.Name == name);

    private static void Near(Vector3 expected, Vector3 actual) => Assert.True(Vector3.Distance(expected, actual) < 1e-3f, $"{actual} is not {expected}");
}
