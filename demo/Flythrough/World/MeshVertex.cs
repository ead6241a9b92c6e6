using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Flythrough;

/// <summary>One vertex, 28 bytes: what a graphics card would be given.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct MeshVertex
{
    public Vector3 Position;
    public short NormalX, NormalY, NormalZ, Bend;
    public ushort U, V;
    public uint Color;

    public static MeshVertex At(Vector3 position, Vector3 normal, float u, float v, uint color, float bend = 0f) => new()
    {
        Position = position,
        NormalX = Signed(normal.X), NormalY = Signed(normal.Y), NormalZ = Signed(normal.Z), Bend = Signed(bend),
        U = (ushort)(Math.Clamp(u, 0f, 1f) * 65535f), V = (ushort)(Math.Clamp(v, 0f, 1f) * 65535f),
        Color = color,
    };

    private static short Signed(float value) => (short)(Math.Clamp(value, -1f, 1f) * 32767f);
}
