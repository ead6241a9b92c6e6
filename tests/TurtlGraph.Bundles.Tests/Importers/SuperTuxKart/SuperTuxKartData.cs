using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TurtlGraph.Bundles.Tests;

/// <summary>A data folder in the game's format, small enough to read in a test. Deleted with the object.</summary>
internal sealed class SuperTuxKartData : IDisposable
{
    public SuperTuxKartData()
    {
        Root = Directory.CreateTempSubdirectory("turtl-stk-").FullName;
        Directory.CreateDirectory(Path.Combine(Root, "tracks"));
    }

    public string Root { get; }

    public SuperTuxKartImport Import(string track = "small") => new SuperTuxKartImporter(Root).Import(track);

    /// <summary>A track with a scene of the given elements, and nothing else.</summary>
    public SuperTuxKartData Scene(string elements, string track = "small") =>
        Text($"tracks/{track}/scene.xml", $"<?xml version=\"1.0\"?>\n<scene>\n{elements}\n</scene>\n");

    public SuperTuxKartData Prefab(string name, string elements) =>
        Text($"library/{name}/node.xml", $"<scene>\n{elements}\n</scene>\n");

    public SuperTuxKartData Text(string path, string text) => Bytes(path, Encoding.UTF8.GetBytes(text));

    public SuperTuxKartData Bytes(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return this;
    }

    /// <summary>A model that fills a box about its origin and names textures; pairs are written "first+second".</summary>
    public SuperTuxKartData Model(string path, float half, params string[] textures) =>
        Bytes(path, Spm(new Vector3(-half), new Vector3(half), textures));

    public static byte[] Spm(Vector3 min, Vector3 max, params string[] textures)
    {
        var bytes = new List<byte> { (byte)'S', (byte)'P', (1 << 3) | 2, 1 };
        Span<byte> number = stackalloc byte[4];
        foreach (var value in new[] { min.X, min.Y, min.Z, max.X, max.Y, max.Z })
        {
            BinaryPrimitives.WriteSingleLittleEndian(number, value);
            bytes.AddRange(number);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)textures.Length);
        bytes.AddRange(number[..2]);
        foreach (var pair in textures.Select(texture => (texture + "+").Split('+')))
        {
            foreach (var name in pair[..2])
            {
                bytes.Add((byte)name.Length);
                bytes.AddRange(Encoding.UTF8.GetBytes(name));
            }
        }

        // The game's files go on with vertex buffers; an importer must not need them.
        bytes.AddRange(new byte[64]);
        return [.. bytes];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
