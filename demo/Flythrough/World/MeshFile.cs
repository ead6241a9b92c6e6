using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Flythrough;

/// <summary>Collects a mesh and writes its bytes: a header of 32 bytes, vertices, then 32-bit indices of triangles.</summary>
internal sealed class MeshFile
{
    private const int HeaderBytes = 32;
    private const uint Magic = 0x48534D54; // "TMSH"
    private readonly List<MeshVertex> _vertices = [];
    private readonly List<int> _indices = [];

    public int VertexCount => _vertices.Count;

    public int Add(in MeshVertex vertex)
    {
        _vertices.Add(vertex);
        return _vertices.Count - 1;
    }

    public void Quad(int a, int b, int c, int d) => _indices.AddRange([a, b, c, a, c, d]);

    /// <summary>A flat quad of its own four vertices, texture coordinates from corner to corner.</summary>
    public void Quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, uint color, float bend = 0f)
    {
        Vector3 normal = Vector3.Normalize(Vector3.Cross(b - a, d - a));
        int first = Add(MeshVertex.At(a, normal, 0f, 0f, color));
        Add(MeshVertex.At(b, normal, 1f, 0f, color));
        Add(MeshVertex.At(c, normal, 1f, 1f, color, bend));
        Add(MeshVertex.At(d, normal, 0f, 1f, color, bend));
        Quad(first, first + 1, first + 2, first + 3);
    }

    /// <summary>An upright box standing on <paramref name="floor"/>.</summary>
    public void Box(Vector3 floor, Vector3 size, uint color)
    {
        Vector3 low = floor - new Vector3(size.X * 0.5f, 0f, size.Z * 0.5f), high = low + size;
        Vector3 a = low, b = new(high.X, low.Y, low.Z), c = new(high.X, low.Y, high.Z), d = new(low.X, low.Y, high.Z);
        Vector3 up = new(0f, size.Y, 0f);
        Quad(a, b, b + up, a + up, color);
        Quad(b, c, c + up, b + up, color);
        Quad(c, d, d + up, c + up, color);
        Quad(d, a, a + up, d + up, color);
        Quad(a + up, b + up, c + up, d + up, color);
    }

    public byte[] Write()
    {
        ReadOnlySpan<byte> vertices = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_vertices));
        ReadOnlySpan<byte> indices = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_indices));
        byte[] file = new byte[HeaderBytes + vertices.Length + indices.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), _vertices.Count);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), _indices.Count);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(12), Reach());
        vertices.CopyTo(file.AsSpan(HeaderBytes));
        indices.CopyTo(file.AsSpan(HeaderBytes + vertices.Length));
        return file;
    }

    private float Reach()
    {
        float squared = 0f;
        foreach (MeshVertex vertex in _vertices)
        {
            squared = MathF.Max(squared, vertex.Position.LengthSquared());
        }

        return MathF.Sqrt(squared);
    }
}
