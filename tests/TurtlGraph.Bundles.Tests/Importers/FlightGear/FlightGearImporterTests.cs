using System.Numerics;

namespace TurtlGraph.Bundles.Tests;

public sealed class FlightGearImporterTests : IDisposable
{
    private const string Stg = FlightGearData.Objects;

    private static readonly Geodetic s_here = new(-157.9, 21.3, 0);

    private readonly FlightGearData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_placement_stands_east_up_and_south_of_the_origin()
    {
        _data.Stg("# comment\nOBJECT_STATIC box.ac -157.9 21.3 100 0\n\nOBJECT_STATIC box.ac -157.89 21.3 0 0\nOBJECT_STATIC box.ac -157.9 21.31 0 0 0 0 # end\n")
            .Model("Scenery/Objects/w160n20/w158n21/box.ac", 1);

        var import = _data.Import(s_here);

        Imports.Near(new Vector3(0, 100, 0), import.Item(Stg + "#2").Position, 0.01f);
        // A hundredth of a degree is 1037.9 m of the parallel and 1107.3 m of the meridian here, and the ground curves 0.1 m away.
        Imports.Near(new Vector3(1037.9f, -0.08f, 0), import.Item(Stg + "#4").Position, 0.5f);
        Imports.Near(new Vector3(0, -0.1f, -1107.3f), import.Item(Stg + "#5").Position, 0.5f);
        Assert.Equal(MathF.Sqrt(3), import.Item(Stg + "#2").Radius, 1e-3);
        Assert.Equal((3, 3, 1), (import.Placements, import.SceneNodes, import.Tiles));
        Assert.Equal(s_here, import.Origin);
    }

    [Theory]
    [InlineData(0, 10, 0, 0, 0, 0, 10)]
    [InlineData(0, 0, 10, 0, 10, 0, 0)]
    [InlineData(0, 0, 0, 10, 0, 10, 0)]
    [InlineData(90, 10, 0, 0, 10, 0, 0)]
    [InlineData(90, 0, 10, 0, 0, 0, -10)]
    public void A_model_points_back_right_and_up_and_turns_against_the_clock(double heading, float back, float right, float up, float east, float high, float south)
    {
        _data.Stg(FormattableString.Invariant($"OBJECT_STATIC box.xml -157.9 21.3 0 {heading}\n"))
            .Text("Scenery/Objects/w160n20/w158n21/box.xml", FormattableString.Invariant(
                $"<PropertyList><path>box.ac</path><offsets><x-m>{back}</x-m><y-m>{right}</y-m><z-m>{up}</z-m></offsets></PropertyList>"))
            .Model("Scenery/Objects/w160n20/w158n21/box.ac", 1);

        Imports.Near(new Vector3(east, high, south), _data.Import(s_here).Item(Stg + "#1").Position, 0.01f);
    }

    [Fact]
    public void Geometry_stands_up_though_its_file_has_y_up()
    {
        _data.Stg("OBJECT_STATIC a.ac -157.9 21.3 0 0\n")
            .Text("Scenery/Objects/w160n20/w158n21/a.ac", "AC3Db\nOBJECT world\nloc 0 7 0\nkids 1\nOBJECT poly\nloc 0 1 2\nnumvert 1\n3 4 5\nkids 0\n");

        // In the file 3, 12, 7; the simulator's back, right and up are 3, -7, 12; that is south, east and up.
        Imports.Near(new Vector3(-7, 12, 3), _data.Import(s_here).Item(Stg + "#1").Position, 0.01f);
    }

    [Fact]
    public void Placements_reach_models_geometry_and_textures_four_deep_and_share_them()
    {
        _data.Stg("OBJECT_SHARED Models/A/lamp.xml -157.9 21.3 0 0\nOBJECT_SHARED Models/A/lamp.xml -157.91 21.3 0 0\nOBJECT_STATIC here.xml -157.9 21.3 0 0\n")
            .Text("Models/A/lamp.xml", "<PropertyList><model><path>Models/B/bulb.xml</path></model><effect><inherits-from>Effects/glow</inherits-from></effect></PropertyList>")
            .Text("Models/B/bulb.xml", "<PropertyList><path>../A/bulb.ac</path><animation><texture>night.png</texture></animation></PropertyList>")
            .Text("Models/B/night.png", "n").Text("Models/A/glass.rgb", "g").Text("Textures/glow.png", "t")
            .Text("Effects/glow.eff", "<PropertyList><inherits-from>Effects/base</inherits-from><parameters><texture n=\"0\"><image>Textures/glow.png</image></texture></parameters></PropertyList>")
            .Text("Effects/base.eff", "<PropertyList><inherits-from>Effects/glow</inherits-from></PropertyList>")
            .Model("Models/A/bulb.ac", 1, "glass.rgb")
            .Text("Scenery/Objects/w160n20/w158n21/here.xml", "<PropertyList include=\"Models/A/lamp.xml\"/>");

        var import = _data.Import();

        Assert.Empty(import.Dangling);
        Assert.Empty(import.Damaged);
        Assert.Equal(["Models/A/lamp.xml"], import.Item(Stg + "#1").DependsOn);
        Assert.Equal(["Models/A/lamp.xml"], import.Item(Stg + "#2").DependsOn);
        Assert.Equal(["Models/B/bulb.xml", "Effects/glow.eff"], import.Item("Models/A/lamp.xml").DependsOn);
        Assert.Equal(["Models/A/bulb.ac", "Models/B/night.png"], import.Item("Models/B/bulb.xml").DependsOn);
        Assert.Equal(["Models/A/glass.rgb"], import.Item("Models/A/bulb.ac").DependsOn);
        Assert.Equal(["Effects/base.eff", "Textures/glow.png"], import.Item("Effects/glow.eff").DependsOn.Order(StringComparer.Ordinal));
        Assert.Equal(["Models/A/lamp.xml"], import.Item("Scenery/Objects/w160n20/w158n21/here.xml").DependsOn);
        Assert.Equal("texture", import.Item("Models/A/glass.rgb").Type);
        Assert.Null(import.Item("Models/A/lamp.xml").Position);
    }

    [Fact]
    public void Terrain_stands_at_its_sphere_and_the_tile_spans_all()
    {
        _data.Ground(s_here with { Elevation = 500 }, 3000).Stg("OBJECT_SIGN {@R}10L -157.9 21.3 10 0 2\n");

        var import = _data.Import(s_here);

        var ground = import.Item("Scenery/Terrain/w160n20/w158n21/367566.btg.gz");
        Imports.Near(new Vector3(0, 500, 0), ground.Position, 0.01f);
        Assert.Equal((3000f, "terrain"), (ground.Radius, ground.Type));
        Assert.Equal([ground.Name], import.Item(FlightGearData.Terrain).DependsOn);
        Assert.Equal(ground.Position!.Value.Y, import.Item(FlightGearData.Terrain).Position!.Value.Y, 0.01f);
        Imports.Near(new Vector3(0, 10, 0), import.Item(Stg + "#1").Position, 0.01f);
        Assert.Empty(import.Item(Stg + "#1").DependsOn);
        Assert.Equal(1, import.Tiles);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(10)]
    public void Terrain_of_each_version_is_read_with_and_without_gzip(int version)
    {
        _data.Ground(s_here, 3000, version);
        _data.Folder.Write("Scenery/Terrain/w160n20/w158n21/KSFO.btg", FlightGearData.Btg(s_here, 200, version));
        _data.Text(FlightGearData.Terrain, "OBJECT_BASE 367566.btg\nOBJECT KSFO.btg\n");

        var import = _data.Import(s_here);

        Assert.Equal(3000, import.Item("Scenery/Terrain/w160n20/w158n21/367566.btg.gz").Radius);
        Assert.Equal(200, import.Item("Scenery/Terrain/w160n20/w158n21/KSFO.btg").Radius);
    }

    [Fact]
    public void What_stands_above_ground_counts_from_the_height_of_the_tile()
    {
        _data.Ground(s_here with { Elevation = 500 }, 3000).Stg("OBJECT_SHARED_AGL Models/box.ac -157.9 21.3 7 0\n").Model("Models/box.ac", 1);

        Imports.Near(new Vector3(0, 507, 0), _data.Import(s_here).Item(Stg + "#1").Position, 0.01f);
    }

    [Fact]
    public void The_origin_is_in_the_middle_of_the_terrain()
    {
        _data.Ground(new Geodetic(-157.5, 21.5, 900), 100);

        var origin = _data.Import().Origin;

        Assert.Equal((-157.5, 21.5, 0), (Math.Round(origin.Longitude, 6), Math.Round(origin.Latitude, 6), origin.Elevation));
    }

    [Fact]
    public void What_is_missing_is_reported_with_file_and_line_and_stays_a_dependency()
    {
        _data.Stg("OBJECT_BASE gone.btg\nOBJECT_SHARED Models/gone.xml -157.9 21.3 0 0\nOBJECT_STATIC a.xml -157.9 21.3 0 0\nBUILDING_LIST b.txt OSM -157.9 21.3 0\n")
            .Text("Scenery/Objects/w160n20/w158n21/a.xml", "<PropertyList>\n<path>a.ac</path>\n<model><path>../../../../../../etc/passwd</path></model></PropertyList>")
            .Model("Scenery/Objects/w160n20/w158n21/a.ac", 1, "gone.png");

        var import = _data.Import();

        const string Folder = "Scenery/Objects/w160n20/w158n21/";
        Assert.Equal(
            [
                (Stg, Folder + "gone.btg", 1),
                (Stg + "#2", "Scenery/Models/gone.xml", 2),
                (Folder + "a.ac", Folder + "gone.png", 8),
                (Folder + "a.xml", Folder + "%2E%2E/%2E%2E/%2E%2E/%2E%2E/%2E%2E/%2E%2E/etc/passwd", 3),
                (Stg + "#4", Folder + "b.txt", 4),
            ],
            import.Dangling.Select(d => (d.From, d.To, d.Line)));
        import.CheckSound(_data.Folder.Path);
    }

    [Fact]
    public void What_is_damaged_keeps_its_bytes_and_is_reported()
    {
        _data.Stg("OBJECT_STATIC a.ac -157.9 21.3 0 0\nOBJECT_STATIC b.xml -157.9 21.3 0 0\nOBJECT_BASE c.btg\n")
            .Text("Scenery/Objects/w160n20/w158n21/a.ac", "AC3Db\nOBJECT poly\nnumvert 9\n1 2\n")
            .Text("Scenery/Objects/w160n20/w158n21/b.xml", "<PropertyList><path>a.ac</PropertyList>")
            .Text("Scenery/Objects/w160n20/w158n21/c.btg.gz", "no gzip");

        var import = _data.Import();

        Assert.Equal(3, import.Damaged.Count);
        Assert.All(["a.ac(4)", "b.xml", "c.btg.gz"], name => Assert.Contains(import.Damaged, text => text.Contains(name, StringComparison.Ordinal)));
        Assert.Equal(3, import.Items.Count(item => item.Name.EndsWith("a.ac", StringComparison.Ordinal) || item.Name.EndsWith("b.xml", StringComparison.Ordinal) || item.Name.EndsWith("c.btg.gz", StringComparison.Ordinal)));
    }

    [Fact]
    public void Models_that_hold_each_other_are_read_once()
    {
        _data.Stg("OBJECT_SHARED Models/a.xml -157.9 21.3 0 0\n")
            .Text("Models/a.xml", "<PropertyList><model><path>Models/b.xml</path></model></PropertyList>")
            .Text("Models/b.xml", "<PropertyList><model><path>Models/a.xml</path></model><model><path>Models/b.xml</path></model></PropertyList>");

        var import = _data.Import();

        Assert.Equal(["Models/a.xml", "Models/b.xml"], import.Item("Models/b.xml").DependsOn);
    }

    [Fact]
    public void Models_nested_without_reason_are_reported()
    {
        _data.Stg("OBJECT_SHARED Models/0.xml -157.9 21.3 0 0\n");
        for (var i = 0; i < 100; i++)
        {
            _data.Text($"Models/{i}.xml", $"<PropertyList><model><path>Models/{i + 1}.xml</path></model></PropertyList>");
        }

        Assert.Contains("deeper", Assert.Single(_data.Import().Damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_verbs_are_told_once()
    {
        _data.Stg("OBJECT_FOO a b c\nOBJECT_FOO\n");

        Assert.Contains("OBJECT_FOO", Assert.Single(_data.Import().Ignored), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OBJECT_STATIC a.ac -157.9 21.3 0", "lacks")]
    [InlineData("OBJECT_STATIC a.ac -157.9 91 0 0", "earth")]
    [InlineData("OBJECT_STATIC a.ac -157.9 21 1e300 0", "earth")]
    [InlineData("OBJECT_STATIC a.ac nan 21 0 0", "lacks")]
    [InlineData("OBJECT_STATIC a.ac -157.9 21 0 0 x", "lacks")]
    [InlineData("OBJECT_BASE", "name")]
    public void A_line_that_cannot_be_read_is_named(string line, string reason)
    {
        _data.Stg("\n" + line + "\n");

        var error = Assert.Throws<ImportException>(() => _data.Import());

        Assert.Equal((Stg, 2), (error.Path, error.Line));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_placements_than_the_limit_are_refused()
    {
        _data.Stg(string.Concat(Enumerable.Repeat("OBJECT_SIGN a 0 0 0 0 1\n", 11)));

        Assert.Throws<ImportException>(() => new FlightGearImporter(_data.Folder.Path) { MaxNodes = 10 }.Import());
    }

    [Fact]
    public void Regions_are_chosen_by_name_and_an_unknown_one_is_refused_with_those_there_are()
    {
        _data.Stg("OBJECT_SIGN a -157.9 21.3 0 0 1\n").Text("Scenery/Objects/e000n50/e000n51/1.stg", "OBJECT_SIGN a 0.5 51.5 0 0 1\n");
        var importer = new FlightGearImporter(_data.Folder["Scenery"]);

        Assert.Equal(["e000n50", "w160n20"], importer.Regions);
        // No folder of models lies beside the scenery, so it stands for itself.
        Assert.Equal("Objects/e000n50/e000n51/1.stg", importer.Import("e000n50").Items.Single(item => item.DependsOn.Count == 0 && item.FilePath is not null).Name);
        Assert.Contains("w160n20", Assert.Throws<ImportException>(() => importer.Import("e990n00")).Message, StringComparison.Ordinal);
        Assert.Throws<ImportException>(() => new FlightGearImporter(_data.Folder["Scenery/Objects"]));
    }

    [Fact]
    public void Packed_scenery_keeps_the_bytes_of_its_files()
    {
        _data.Ground(s_here, 3000).Stg("OBJECT_SHARED Models/box.ac -157.9 21.3 7 0\n").Model("Models/box.ac", 1, "a.png").Text("Models/a.png", "pixels");

        var packed = _data.Import().RoundTrip(_data.Folder);

        foreach (var name in new[] { Stg, "Models/box.ac", "Models/a.png", "Scenery/Terrain/w160n20/w158n21/367566.btg.gz" })
        {
            Assert.Equal(File.ReadAllBytes(_data.Folder[name]), packed[name]);
        }
    }
}
