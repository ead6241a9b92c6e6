using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace TurtlGraph.Bundles.Tests;

/// <summary>A glTF model made byte by byte: a buffer that views are added to, and a document about them, in any container.</summary>
internal sealed class GltfSample
{
    private readonly List<byte> _buffer = [];
    private readonly List<string> _views = [];

    public byte[] Buffer => [.. _buffer];

    /// <summary>Everything in the document but asset, buffers and bufferViews: "name":value pairs.</summary>
    public string Rest { get; set; } = "";

    /// <summary>Adds bytes at a multiple of four, and a view of them; returns the view's index.</summary>
    public int View(ReadOnlySpan<byte> bytes, string more = "")
    {
        while (_buffer.Count % 4 != 0)
        {
            _buffer.Add(0xEE);
        }

        var at = _buffer.Count;
        _buffer.AddRange(bytes);
        return View(at, bytes.Length, more);
    }

    public int View(int offset, int length, string more = "")
    {
        _views.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"buffer":0,"byteOffset":{{offset}},"byteLength":{{length}}{{more}}}"""));
        return _views.Count - 1;
    }

    public int View(params ReadOnlySpan<Vector3> positions) => View(MemoryMarshal.AsBytes(positions));

    public string Document(string? uri) =>
        "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{"
        + (uri is null ? "" : $"\"uri\":\"{uri}\",")
        + $"\"byteLength\":{_buffer.Count}}}],\"bufferViews\":[{string.Join(',', _views)}]{(Rest.Length > 0 ? "," : "")}{Rest}}}";

    /// <summary>Writes the model as .glb, .gltf with a .bin, or .gltf alone; returns its name.</summary>
    public string Write(TempFolder folder, string container, string name = "model")
    {
        switch (container)
        {
            case "glb":
                folder.Write(name + ".glb", Glb(Document(null), Buffer));
                return name + ".glb";
            case "gltf":
                folder.Write(name + ".bin", Buffer);
                folder.Write(name + ".gltf", Document(Path.GetFileName(name) + ".bin"));
                return name + ".gltf";
            default:
                folder.Write(name + ".gltf", Document("data:application/octet-stream;base64," + Convert.ToBase64String(Buffer)));
                return name + ".gltf";
        }
    }

    public AssetImport Import(TempFolder folder, string container = "glb") => new GltfImporter(folder.Path).Import(Write(folder, container));

    public static byte[] Glb(string document, ReadOnlySpan<byte> binary)
    {
        var json = Encoding.UTF8.GetBytes(document);
        Array.Resize(ref json, (json.Length + 3) & ~3);
        json.AsSpan().Replace((byte)0, (byte)' ');
        var padded = (binary.Length + 3) & ~3;
        var file = new byte[12 + 8 + json.Length + 8 + padded];
        "glTF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 2);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), json.Length);
        "JSON"u8.CopyTo(file.AsSpan(16));
        json.CopyTo(file.AsSpan(20));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(20 + json.Length), padded);
        "BIN\0"u8.CopyTo(file.AsSpan(24 + json.Length));
        binary.CopyTo(file.AsSpan(28 + json.Length));
        return file;
    }

    /// <summary>A textured triangle and a plain one that share their indices, under nested nodes, with a skin and an animation.</summary>
    public static GltfSample Robot()
    {
        var sample = new GltfSample();
        sample.View(new Vector3(-1, 0, -1), new Vector3(1, 0, -1), new Vector3(0, 2, 1));
        sample.View([0, 0, 1, 0, 2, 0]);
        sample.View([0x89, (byte)'P', (byte)'N', (byte)'G', .. Samples.Noise(77, 5)]);
        sample.View(new Vector3(4, 4, 4), new Vector3(6, 4, 4), new Vector3(4, 8, 6));
        sample.View(MemoryMarshal.AsBytes<float>([0, 1, 2]));
        sample.View(MemoryMarshal.AsBytes<Matrix4x4>([Matrix4x4.Identity]));
        sample.Rest = """
            "accessors":[
              {"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[-1,0,-1],"max":[1,2,1]},
              {"bufferView":1,"componentType":5123,"count":3,"type":"SCALAR"},
              {"bufferView":3,"componentType":5126,"count":3,"type":"VEC3"},
              {"bufferView":4,"componentType":5126,"count":3,"type":"SCALAR"},
              {"bufferView":5,"componentType":5126,"count":1,"type":"MAT4"}],
            "images":[{"bufferView":2,"mimeType":"image/png"}],
            "samplers":[{"wrapS":33071}],
            "textures":[{"source":0,"sampler":0}],
            "materials":[{"name":"skin","pbrMetallicRoughness":{"baseColorTexture":{"index":0}}},{"name":"plain"}],
            "meshes":[
              {"name":"body","primitives":[{"attributes":{"POSITION":0},"indices":1,"material":0}]},
              {"primitives":[{"attributes":{"POSITION":2},"indices":1,"material":1}]}],
            "skins":[{"inverseBindMatrices":4,"joints":[0]}],
            "animations":[{"samplers":[{"input":3,"output":2}],"channels":[{"sampler":0,"target":{"node":1,"path":"translation"}}]}],
            "nodes":[
              {"name":"root","translation":[10,0,0],"rotation":[0,0.70710678,0,0.70710678],"scale":[2,2,2],"children":[1,2]},
              {"mesh":0,"skin":0,"translation":[1,0,0]},
              {"mesh":1,"matrix":[1,0,0,0, 0,1,0,0, 0,0,1,0, 0,5,0,1]}],
            "scenes":[{"nodes":[0]}]
            """;
        return sample;
    }
}
