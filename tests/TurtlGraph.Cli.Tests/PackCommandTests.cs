using System.Text.Json;

namespace TurtlGraph.Cli.Tests;

public sealed class PackCommandTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("none")]
    [InlineData("auto")]
    public void Packing_a_folder_twice_gives_the_same_bytes(string codec)
    {
        var first = File.ReadAllBytes(_work.Pack("a.turtl", "--codec", codec, "--threads", "1"));
        var second = File.ReadAllBytes(_work.Pack("b.turtl", "--codec", codec, "--threads", "3"));

        Assert.Equal(first, second);
    }

    [Fact]
    public void A_bundle_beside_its_sources_is_not_packed_into_itself()
    {
        var folder = _work.Assets();
        var first = Workplace.Json("pack", folder, "-o", Path.Combine(folder, "world.turtl"));
        var second = Workplace.Json("pack", folder, "-o", Path.Combine(folder, "world.turtl"));

        Assert.Equal(6, second.GetProperty("entries").GetInt32());
        Assert.Equal(first.GetProperty("tables_blake3").GetString(), second.GetProperty("tables_blake3").GetString());
    }

    [Fact]
    public void An_asset_is_never_replaced_by_the_bundle()
    {
        var folder = _work.Assets();
        var asset = Path.Combine(folder, "readme.txt");
        var before = File.ReadAllText(asset);

        var result = Workplace.Run("pack", folder, "-o", asset);

        Assert.Equal((2, before), (result.Code, File.ReadAllText(asset)));
        Assert.Contains("is no bundle", result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_counts_what_was_packed()
    {
        var json = Workplace.Json("pack", _work.Assets(), "-o", _work["w.turtl"], "--codec", "none");

        Assert.Equal(_work["w.turtl"], json.GetProperty("bundle").GetString());
        Assert.Equal(6, json.GetProperty("entries").GetInt32());
        Assert.Equal(5, json.GetProperty("unique_contents").GetInt32());
        Assert.Equal(new FileInfo(_work["w.turtl"]).Length, json.GetProperty("file_bytes").GetInt64());
        Assert.Equal("none", json.GetProperty("codec").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("codec_fallback").ValueKind);
    }

    [Fact]
    public void A_manifest_gives_types_places_levels_and_dependencies()
    {
        _work.File("m/rock.obj", "v 0 0 0");
        _work.File("m/rock.png", "pixels");
        var manifest = _work.File(
            "m/manifest.jsonl",
            """
            {"path": "rock.obj", "type": "mesh", "position": [1, 2, 3], "radius": 4.5, "lod": 1, "depends": ["rock.png", "gone.png"]}
            {"path": "rock.png"}

            """);

        var packed = Workplace.Json("pack", manifest, "-o", _work["m.turtl"]);
        var entry = Workplace.Json("inspect", _work["m.turtl"], "rock.obj").GetProperty("entry");

        Assert.Equal("gone.png", packed.GetProperty("dependencies").GetProperty("missing")[0].GetProperty("to").GetString());
        Assert.Equal("mesh", entry.GetProperty("type").GetString());
        Assert.Equal([1, 2, 3], entry.GetProperty("position").EnumerateArray().Select(e => e.GetDouble()));
        Assert.Equal(4.5, entry.GetProperty("radius").GetDouble());
        Assert.Equal(1, entry.GetProperty("lod").GetInt32());
        Assert.Equal(["rock.png"], entry.GetProperty("depends_on").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(["gone.png"], entry.GetProperty("missing").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(2, entry.GetProperty("closure_entries").GetInt32());
    }

    [Fact]
    public void A_track_is_imported_and_what_dangles_is_reported()
    {
        _work.File("stk/tracks/small/scene.xml", """<scene><object type="billboard" texture="glow.png" xyz="5 6 7" width="3" height="4"/><object model="gone.spm"/></scene>""");
        _work.File("stk/textures/glow.png", "pixels");

        var json = Workplace.Json("pack", "--import", "supertuxkart", _work["stk"], "--track", "small", "-o", _work["s.turtl"]);
        var entry = Workplace.Json("inspect", _work["s.turtl"], "tracks/small/scene.xml#0").GetProperty("entry");

        Assert.Equal(4, json.GetProperty("entries").GetInt32());
        var import = json.GetProperty("import");
        Assert.Equal(2, import.GetProperty("placements").GetInt32());
        Assert.Equal("tracks/small/gone.spm", import.GetProperty("dangling")[0].GetProperty("to").GetString());
        Assert.Equal([5, 6, 7], entry.GetProperty("position").EnumerateArray().Select(e => e.GetDouble()));
        Assert.Equal(2.5, entry.GetProperty("radius").GetDouble());
        Assert.Equal(["textures/glow.png"], entry.GetProperty("depends_on").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public void Models_are_imported_by_their_ending()
    {
        _work.File("m/a/house.obj", "mtllib ../house.mtl\nv 0 0 0\nv 2 0 0\nusemtl Brick\nf 1 2 1\n");
        _work.File("m/b/shed.obj", "mtllib ../house.mtl\nv 5 0 0\nusemtl Brick\nf 1 1 1\n");
        _work.File("m/house.mtl", "newmtl Brick\nmap_Kd brick.png\n");

        var json = Workplace.Json("pack", _work["m/a/house.obj"], _work["m/b/shed.obj"], "-o", _work["m.turtl"]);
        var entry = Workplace.Json("inspect", _work["m.turtl"], "a/house.obj#object/0").GetProperty("entry");

        var import = json.GetProperty("import");
        Assert.Equal(2, import.GetProperty("scene_nodes").GetInt32());
        Assert.Equal(1, import.GetProperty("assets").GetProperty("material").GetInt32());
        Assert.Equal("brick.png", import.GetProperty("dangling")[0].GetProperty("to").GetString());
        Assert.Equal([1, 0, 0], entry.GetProperty("position").EnumerateArray().Select(e => e.GetDouble()));
        Assert.Equal(["a/house.obj", "house.mtl#Brick"], entry.GetProperty("depends_on").EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_of_models_is_imported_when_asked_for()
    {
        _work.File("m/one.gltf", """{"asset":{"version":"2.0"},"meshes":[{"primitives":[]}],"nodes":[{"mesh":0,"translation":[3,4,5]}],"images":[{"uri":"a.png"}]}""");
        _work.File("m/two/two.gltf", """{"asset":{"version":"2.0"},"extensionsRequired":["ACME_secret"]}""");
        _work.File("m/a.png", "pixels");

        var result = Workplace.Run("pack", "--import", "gltf", _work["m"], "-o", _work["m.turtl"]);
        var entry = Workplace.Json("inspect", _work["m.turtl"], "one.gltf#node/0").GetProperty("entry");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("one.gltf, two/two.gltf: 1 placements", result.Out, StringComparison.Ordinal);
        Assert.Contains("1 mesh, 3 scene, 1 texture", result.Out, StringComparison.Ordinal);
        Assert.Contains("ACME_secret", result.Out, StringComparison.Ordinal);
        Assert.Equal([3, 4, 5], entry.GetProperty("position").EnumerateArray().Select(e => e.GetDouble()));
    }

    [Fact]
    public void Scenery_is_imported_and_may_be_limited_to_regions()
    {
        _work.File("fg/Scenery/Objects/w160n20/w158n21/1.stg", "OBJECT_STATIC lamp.ac -157.9 21.3 5 0\nOBJECT_WHAT x\n");
        _work.File("fg/Scenery/Objects/e000n50/e000n51/2.stg", "OBJECT_SIGN EXIT 0.5 51.5 5 0 1\n");

        var json = Workplace.Json("pack", "--import", "flightgear", _work["fg"], "--region", "w160n20", "-o", _work["s.turtl"]);

        var import = json.GetProperty("import");
        Assert.Equal(1, import.GetProperty("tiles").GetInt32());
        Assert.Equal(-157.9, import.GetProperty("origin").GetProperty("longitude").GetDouble(), 1e-6);
        Assert.Contains("lamp.ac", import.GetProperty("dangling")[0].GetProperty("to").GetString(), StringComparison.Ordinal);
        Assert.Contains("OBJECT_WHAT", import.GetProperty("left_out")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_lies_is_named()
    {
        var model = _work.File("m/one.gltf", """{"asset":{"version":"2.0"},"nodes":[{"children":[0]}]}""");

        var result = Workplace.Run("pack", model, "-o", _work["x.turtl"]);

        Assert.Equal(3, result.Code);
        Assert.Contains("one.gltf", result.Reason(), StringComparison.Ordinal);
        Assert.False(File.Exists(_work["x.turtl"]));
    }

    [Fact]
    public void A_text_report_goes_to_stdout_and_nothing_to_stderr()
    {
        var result = Workplace.Run("pack", _work.Assets(), "-o", _work["w.turtl"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("6 entries", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("pack", "folder")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--codec", "rar")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--block-size", "1000")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--block-size", "big")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--level", "-1")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--threads", "many")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--import", "quake", "--track", "e1m1")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--import", "supertuxkart")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--track", "hacienda")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--import", "gltf", "--track", "hacienda")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--region", "w160n20")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--whole-buffers")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--layout", "random")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--layout", "trace")]
    [InlineData("pack", "folder", "-o", "x.turtl", "--layout", "trace:")]
    [InlineData("pack", "folder", "--layout", "trace", "-o", "x.turtl")]
    [InlineData("pack", "folder", "folder", "-o", "x.turtl")]
    [InlineData("pack", "a.glb", "a.obj", "-o", "x.turtl")]
    public void Wrong_usage_is_refused_before_anything_is_touched(params string[] args)
    {
        var result = Workplace.Run([.. args.Select(arg => arg is "folder" ? _work.Assets() : arg is "x.turtl" ? _work[arg] : arg)]);

        Assert.Equal(2, result.Code);
        Assert.Contains("--help", result.Reason(), StringComparison.Ordinal);
        Assert.Equal("", result.Out);
        Assert.False(File.Exists(_work["x.turtl"]));
    }

    [Theory]
    [InlineData("--layout", "trace", "FILE")]
    [InlineData("--layout", "trace:FILE")]
    [InlineData("--layout=trace", "FILE")]
    public void A_recorded_trace_gives_the_order(params string[] layout)
    {
        var trace = _work.File("t.csv", "0,audio/long.ogg\n0.5,readme.txt\n0.7,gone.png\n");
        var options = layout.Select(word => word.Replace("FILE", trace, StringComparison.Ordinal)).ToArray();

        var json = Workplace.Json(["pack", .. options, _work.Assets(), "-o", _work["w.turtl"]]);

        Assert.Equal("trace", json.GetProperty("layout").GetString());
        Assert.Equal((3, 1), (json.GetProperty("trace_names").GetInt32(), json.GetProperty("trace_names_unknown").GetInt32()));
        var offsets = Workplace.Json("list", _work["w.turtl"]).GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("stored_bytes").GetInt64() > 0)
            .OrderBy(entry => entry.GetProperty("offset").GetInt64()).Select(entry => entry.GetProperty("name").GetString());
        Assert.Equal(["audio/long.ogg", "readme.txt"], offsets.Take(2));
    }

    [Fact]
    public void A_trace_with_a_bad_line_is_named()
    {
        var trace = _work.File("t.csv", "0,audio/long.ogg\nsoon,readme.txt\n");

        var result = Workplace.Run("pack", _work.Assets(), "-o", _work["w.turtl"], "--layout", "trace", trace);

        Assert.Equal(3, result.Code);
        Assert.Contains($"{trace}:2", result.Reason(), StringComparison.Ordinal);
        Assert.False(File.Exists(_work["w.turtl"]));
    }

    [Fact]
    public void A_bundle_is_packed_anew_also_over_itself()
    {
        var before = Workplace.Json("inspect", _work.Pack("w.turtl", "--codec", "none"));

        var json = Workplace.Json("pack", _work["w.turtl"], "-o", _work["w.turtl"], "--layout", "graph", "--block-size", "64KiB");

        Assert.Equal("graph", json.GetProperty("layout").GetString());
        Assert.Equal(6, json.GetProperty("entries").GetInt32());
        Assert.Equal(0, Workplace.Run("verify", _work["w.turtl"]).Code);
        Assert.Equal(before.GetProperty("entries").GetInt32(), Workplace.Json("inspect", _work["w.turtl"]).GetProperty("entries").GetInt32());
    }

    [Fact]
    public void What_a_killed_run_left_is_not_packed()
    {
        var folder = _work.Assets();
        var output = Path.Combine(folder, "w.turtl");
        File.WriteAllText(output + ".tmp-0123456789ab", "half a bundle");

        Assert.Equal(0, Workplace.Run("pack", folder, "-o", output).Code);

        Assert.DoesNotContain("tmp-", Workplace.Run("list", output).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_there_is_named()
    {
        var result = Workplace.Run("pack", _work["nowhere"], "-o", _work["x.turtl"]);

        Assert.Equal(3, result.Code);
        Assert.Contains(_work["nowhere"], result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_manifest_line_is_named()
    {
        _work.File("m/a.png", "pixels");
        var manifest = _work.File("m/manifest.jsonl", "{\"path\": \"a.png\"}\n{\"path\": \"a.png\", \"radius\": \"big\"}\n");

        var result = Workplace.Run("pack", manifest, "-o", _work["x.turtl"]);

        Assert.Equal(3, result.Code);
        Assert.Contains(manifest, result.Reason(), StringComparison.Ordinal);
        Assert.Contains("2", result.Reason()[result.Reason().IndexOf(manifest, StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.False(File.Exists(_work["x.turtl"]));
    }

    [Fact]
    public void A_missing_track_is_named_with_those_there_are()
    {
        _work.File("stk/tracks/small/scene.xml", "<scene/>");

        var result = Workplace.Run("pack", "--import", "supertuxkart", _work["stk"], "--track", "large", "-o", _work["x.turtl"]);

        Assert.Equal(3, result.Code);
        Assert.Contains("small", result.Reason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_cannot_be_written_is_named()
    {
        var target = Path.Combine(_work.File("file", "in the way"), "x.turtl");

        var result = Workplace.Run("pack", _work.Assets(), "-o", target);

        Assert.Equal(3, result.Code);
        Assert.Contains("file", result.Reason(), StringComparison.Ordinal);
    }
}
