using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>
/// The older mesh format of the game: nested chunks of a four-letter tag, a 32-bit length and the contents. Texture names
/// come from TEXS, the box from the vertices of every mesh node, in the node's own transform.
/// </summary>
internal static class SuperTuxKartB3d
{
    private const int ChunkHeader = 8;
    private const int MaxDepth = 64;
    private const int TextureFields = 28;
    private const int NodeFields = 40;
    private const int VertexHeader = 12;

    public static SuperTuxKartModel? Read(ReadOnlySpan<byte> bytes)
    {
        var state = new State();
        if (!TryChunk(ref bytes, out _, out var body) || body.Length < 4 || !Walk(body[4..], Matrix4x4.Identity, 0, state))
        {
            return null;
        }

        return SuperTuxKartModel.IsBox(state.Min, state.Max)
            ? new SuperTuxKartModel(state.Textures, state.Min, state.Max)
            : state.Min == State.NoMin ? SuperTuxKartModel.Empty with { Textures = state.Textures } : null;
    }

    private static bool Walk(ReadOnlySpan<byte> body, in Matrix4x4 world, int depth, State state)
    {
        while (body.Length > 0)
        {
            if (depth > MaxDepth || !TryChunk(ref body, out var tag, out var chunk))
            {
                return false;
            }

            var read = tag switch
            {
                "TEXS" => ReadTextures(chunk, state),
                "NODE" => ReadNode(chunk, world, depth, state),
                "MESH" => chunk.Length >= 4 && Walk(chunk[4..], world, depth + 1, state),
                "VRTS" => ReadVertices(chunk, world, state),
                _ => true,
            };
            if (!read)
            {
                return false;
            }
        }

        return true;
    }

    private static bool ReadTextures(ReadOnlySpan<byte> chunk, State state)
    {
        while (chunk.Length > 0)
        {
            var end = chunk.IndexOf((byte)0);
            if (end < 0 || chunk.Length - end - 1 < TextureFields)
            {
                return false;
            }

            var name = Encoding.UTF8.GetString(chunk[..end]).Replace('\\', '/');
            state.Textures.Add((name[(name.LastIndexOf('/') + 1)..], ""));
            chunk = chunk[(end + 1 + TextureFields)..];
        }

        return true;
    }

    private static bool ReadNode(ReadOnlySpan<byte> chunk, in Matrix4x4 parent, int depth, State state)
    {
        var end = chunk.IndexOf((byte)0);
        if (end < 0 || chunk.Length - end - 1 < NodeFields)
        {
            return false;
        }

        var fields = chunk[(end + 1)..];
        var rotation = new Quaternion(SuperTuxKartModel.Corner(fields[28..]), BinaryPrimitives.ReadSingleLittleEndian(fields[24..]));
        var local = Matrix4x4.CreateScale(SuperTuxKartModel.Corner(fields[12..]))
            * Matrix4x4.CreateFromQuaternion(rotation)
            * Matrix4x4.CreateTranslation(SuperTuxKartModel.Corner(fields));
        return Walk(fields[NodeFields..], local * parent, depth + 1, state);
    }

    private static bool ReadVertices(ReadOnlySpan<byte> chunk, in Matrix4x4 world, State state)
    {
        if (chunk.Length < VertexHeader)
        {
            return false;
        }

        var flags = BinaryPrimitives.ReadUInt32LittleEndian(chunk);
        var sets = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var setSize = BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]);
        if (sets > 8 || setSize > 4)
        {
            return false;
        }

        var floats = 3 + ((flags & 1) != 0 ? 3 : 0) + ((flags & 2) != 0 ? 4 : 0) + (int)(sets * setSize);
        for (var rest = chunk[VertexHeader..]; rest.Length >= floats * 4; rest = rest[(floats * 4)..])
        {
            var position = Vector3.Transform(SuperTuxKartModel.Corner(rest), world);
            state.Min = Vector3.Min(state.Min, position);
            state.Max = Vector3.Max(state.Max, position);
        }

        return true;
    }

    private static bool TryChunk(ref ReadOnlySpan<byte> bytes, out string tag, out ReadOnlySpan<byte> body)
    {
        tag = "";
        body = default;
        if (bytes.Length < ChunkHeader)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (length > bytes.Length - ChunkHeader)
        {
            return false;
        }

        tag = Encoding.ASCII.GetString(bytes[..4]);
        body = bytes.Slice(ChunkHeader, (int)length);
        bytes = bytes[(ChunkHeader + (int)length)..];
        return true;
    }

    private sealed class State
    {
        public static readonly Vector3 NoMin = new(float.MaxValue);

        public List<(string, string)> Textures { get; } = [];

        public Vector3 Min { get; set; } = NoMin;

        public Vector3 Max { get; set; } = new(float.MinValue);
    }
}
