using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TurtlGraph.Bundles.Tests;

public sealed class SuperTuxKartModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("turtl-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_spm_header_gives_textures_and_box()
    {
        var model = Read(SuperTuxKartData.Spm(new Vector3(-1, -2, -3), new Vector3(4, 5, 6), "wood.png", "road.png+mud.png"));

        Assert.Equal([("wood.png", ""), ("road.png", "mud.png")], model!.Textures);
        Assert.Equal((new Vector3(-1, -2, -3), new Vector3(4, 5, 6)), (model.Min, model.Max));
    }

    [Fact]
    public void A_b3d_gives_textures_and_the_box_of_its_nodes()
    {
        var model = Read(B3d(new Vector3(10, 0, 0), new Vector3(2), [new Vector3(-1, 0, 0), new Vector3(1, 3, 0)], "art\\snow.png", "ice.png"));

        Assert.Equal([("snow.png", ""), ("ice.png", "")], model!.Textures);
        Assert.Equal((new Vector3(8, 0, 0), new Vector3(12, 6, 0)), (model.Min, model.Max));
    }

    [Fact]
    public void A_box_that_is_none_is_refused()
    {
        Assert.Null(Read(SuperTuxKartData.Spm(Vector3.One, Vector3.Zero)));
        Assert.Null(Read(SuperTuxKartData.Spm(new Vector3(float.NaN), Vector3.One)));
        Assert.Null(Read(SuperTuxKartData.Spm(Vector3.Zero, new Vector3(float.PositiveInfinity))));
    }

    [Fact]
    public void A_cut_header_is_refused_at_every_length()
    {
        byte[][] files =
        [
            SuperTuxKartData.Spm(Vector3.Zero, Vector3.One, "wood.png")[..40],
            B3d(Vector3.Zero, Vector3.One, [Vector3.One], "a.png"),
        ];

        Assert.All(files, file => Assert.NotNull(Read(file)));
        Assert.All(files, file => Assert.All(Enumerable.Range(0, file.Length), length => Assert.Null(Read(file[..length]))));
    }

    [Fact]
    public void Flipped_bytes_are_read_or_refused_and_never_thrown_at()
    {
        var files = new[] { SuperTuxKartData.Spm(Vector3.Zero, Vector3.One, "a.png", "b.png+c.png"), B3d(Vector3.Zero, Vector3.One, [Vector3.One], "a.png") };
        var change = Gen.Choose(0, int.MaxValue - 1).Two().ListOf();

        Prop.ForAll(change.ToArbitrary(), changes =>
        {
            foreach (var file in files)
            {
                var harmed = file.ToArray();
                foreach (var (place, value) in changes)
                {
                    harmed[place % harmed.Length] = (byte)value;
                }

                var model = Read(harmed);
                Assert.True(model is null || SuperTuxKartModel.IsBox(model.Min, model.Max));
            }
        }).QuickCheckThrowOnFailure();
    }

    private SuperTuxKartModel? Read(byte[] bytes)
    {
        var path = Path.Combine(_folder, "model");
        File.WriteAllBytes(path, bytes);
        var model = SuperTuxKartModel.TryRead(path, out var problem);
        Assert.Equal(model is null, problem.Length > 0);
        return model;
    }

    private static byte[] B3d(Vector3 shift, Vector3 scale, Vector3[] vertices, params string[] textures)
    {
        var names = textures.SelectMany(name => (byte[])[.. Text(name), .. new byte[28]]);
        var points = vertices.SelectMany(vertex => Floats(vertex.X, vertex.Y, vertex.Z));
        var mesh = Chunk("MESH", [255, 255, 255, 255, .. Chunk("VRTS", [.. new byte[12], .. points])]);
        var placement = Floats(shift.X, shift.Y, shift.Z, scale.X, scale.Y, scale.Z, 1, 0, 0, 0);
        var node = Chunk("NODE", [.. Text("root"), .. placement, .. mesh]);
        return Chunk("BB3D", [1, 0, 0, 0, .. Chunk("TEXS", [.. names]), .. node]);
    }

    private static byte[] Chunk(string tag, byte[] body)
    {
        var header = new byte[8];
        Encoding.ASCII.GetBytes(tag, header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), body.Length);
        return [.. header, .. body];
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        }

        return bytes;
    }
}
