using System.Text;

namespace TurtlGraph.Bundles.Tests;

/// <summary>
/// Seeded damage to files of every kind that is imported: what comes is an import that is sound, or an <see cref="ImportException"/>; and
/// it comes soon, with no more bytes than the input can have.
/// </summary>
public sealed class ImporterRobustnessTests : IDisposable
{
    /// <summary>Damaged inputs of each kind; a longer run sets TURTL_FUZZ_ITERATIONS.</summary>
    private static readonly int s_rounds =
        int.TryParse(Environment.GetEnvironmentVariable("TURTL_FUZZ_ITERATIONS"), out var iterations) ? Math.Max(iterations / 34, 1) : 500;

    private static readonly string[] s_words =
    [
        "-1", "0", "1", "2", "99999999999", "9007199254740992", "1e400", "NaN", "-0.0", "null", "true", "[]", "{}", "[[[[[[[[", "\"\"", "\"..\"",
        "\"/etc/passwd\"", "\"data:;base64,!\"", "\"\\ud800\"", "../../x", "/", "\\", "\n", "\r", " ", "\0", "#", "kids 1000000", "numvert 99999999",
        "data 99999999", "refs 99999999", "OBJECT world", "f 1 1 1", "g x", "newmtl ..", "usemtl ../..", "<a>", "</PropertyList>", "<model><path>a.xml</path></model>",
        "include=\"a.xml\"", "&#0;", "&lt;", "\uFFFD", "é", "\"bufferView\":0", "\"children\":[0]", "\"byteOffset\":4294967295", "\"count\":4294967295",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("glb")]
    [InlineData("gltf")]
    [InlineData("embedded")]
    public void Damaged_gltf_is_sound_or_refused(string container)
    {
        var model = GltfSample.Robot().Write(_folder, container);

        Damage([model], () => new GltfImporter(_folder.Path).Import(model), mostBytes: 100_000);
    }

    [Fact]
    public void Damaged_models_of_wavefront_are_sound_or_refused()
    {
        _folder.Write("a.png", "pixels");
        _folder.Write("a.obj", "mtllib a.mtl\no a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvn 0 0 1\nusemtl m\nf 1/1/1 2//1 -1\ng b\nv 1 1 1\nf 4 3 2\n");
        _folder.Write("a.mtl", "newmtl m\nmap_Kd -s 1 1 1 a.png\nbump b.png\n");

        Damage(["a.obj", "a.mtl"], () => new ObjImporter(_folder.Path).Import("a.obj"), mostBytes: 100_000);
    }

    [Fact]
    public void Damaged_scenery_is_sound_or_refused()
    {
        using var data = new FlightGearData();
        data.Ground(new Geodetic(-157.9, 21.3, 10), 3000)
            .Stg("OBJECT_STATIC a.xml -157.9 21.3 5 10 1 2\nOBJECT_SHARED Models/b.ac -157.8 21.4 0 270\nOBJECT_SIGN {@R}1 -157.9 21.3 5 10 2\nTREE_LIST t.txt x -157.9 21.3 0\n")
            .Text("Scenery/Objects/w160n20/w158n21/a.xml", "<PropertyList>\n<path>a.ac</path>\n<model><path>Models/b.ac</path><offsets><x-m>1</x-m><heading-deg>9</heading-deg></offsets></model><texture-path>../t</texture-path></PropertyList>")
            .Model("Scenery/Objects/w160n20/w158n21/a.ac", 1, "a.png").Model("Models/b.ac", 2);
        string[] files =
        [
            FlightGearData.Objects, FlightGearData.Terrain, "Scenery/Objects/w160n20/w158n21/a.xml", "Scenery/Objects/w160n20/w158n21/a.ac",
            "Models/b.ac", "Scenery/Terrain/w160n20/w158n21/367566.btg.gz",
        ];

        Damage(files, () => data.Import(), mostBytes: 200_000, data.Folder);
    }

    [Fact]
    public void Damaged_terrain_without_gzip_is_sound_or_refused()
    {
        using var data = new FlightGearData();
        data.Folder.Write("Scenery/Terrain/w160n20/w158n21/1.btg", FlightGearData.Btg(new Geodetic(-157.9, 21.3, 10), 3000, 10));
        data.Text(FlightGearData.Terrain, "OBJECT_BASE 1.btg\n");

        Damage(["Scenery/Terrain/w160n20/w158n21/1.btg"], () => data.Import(), mostBytes: 100_000, data.Folder);
    }

    private void Damage(string[] files, Func<AssetImport> import, long mostBytes, TempFolder? folder = null)
    {
        folder ??= _folder;
        var honest = files.Select(file => File.ReadAllBytes(folder[file])).ToArray();
        Assert.InRange(import().CheckSound(folder.Path), 1, mostBytes);
        int sound = 0, refused = 0;
        for (var seed = 0; seed < s_rounds; seed++)
        {
            var random = new Random(seed);
            var file = random.Next(files.Length);
            File.WriteAllBytes(folder[files[file]], Harm(honest[file], random));
            try
            {
                Assert.InRange(import().CheckSound(folder.Path), 0, mostBytes);
                sound++;
            }
            catch (ImportException)
            {
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, {files[file]}: {e}");
            }

            File.WriteAllBytes(folder[files[file]], honest[file]);
        }

        Assert.True(sound > 0 && sound + refused == s_rounds);
    }

    private static byte[] Harm(byte[] honest, Random random)
    {
        var bytes = honest.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 30), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_words[random.Next(s_words.Length)]));
                    break;
                default:
                    ReplaceNumber(bytes, at, random);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Numbers are what most lies are about.</summary>
    private static void ReplaceNumber(List<byte> bytes, int at, Random random)
    {
        var start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start >= 0)
        {
            var end = bytes.FindIndex(start, b => b is not (>= (byte)'0' and <= (byte)'9'));
            bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
            bytes.InsertRange(start, Encoding.UTF8.GetBytes(s_words[random.Next(s_words.Length)]));
        }
    }
}
