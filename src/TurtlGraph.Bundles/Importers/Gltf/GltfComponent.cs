using System.Buffers.Binary;

namespace TurtlGraph.Bundles;

/// <summary>Kinds of numbers, by the numbers that glTF has for them.</summary>
internal enum GltfComponent
{
    SByte = 5120,
    Byte = 5121,
    Short = 5122,
    UShort = 5123,
    UInt = 5125,
    Single = 5126,
}

/// <summary>Sizes and values of the kinds of numbers.</summary>
internal static class GltfComponents
{
    public static GltfComponent Component(this GltfJson json) =>
        json.Number("componentType") is var number && Enum.IsDefined((GltfComponent)(int)Math.Min(number, int.MaxValue))
            ? (GltfComponent)(int)number
            : throw json.Fault($"has the unknown componentType {number}");

    public static int Size(this GltfComponent type) => type switch
    {
        GltfComponent.SByte or GltfComponent.Byte => 1,
        GltfComponent.Short or GltfComponent.UShort => 2,
        _ => 4,
    };

    public static float Read(this GltfComponent type, ReadOnlySpan<byte> bytes) => type switch
    {
        GltfComponent.SByte => (sbyte)bytes[0],
        GltfComponent.Byte => bytes[0],
        GltfComponent.Short => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        GltfComponent.UShort => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        GltfComponent.UInt => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadSingleLittleEndian(bytes),
    };

    /// <summary>An index of a sparse accessor.</summary>
    public static long ReadIndex(this GltfComponent type, ReadOnlySpan<byte> bytes) => type switch
    {
        GltfComponent.Byte => bytes[0],
        GltfComponent.UShort => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
    };

    /// <summary>What a normalised number stands for: unsigned 0 to 1, signed -1 to 1.</summary>
    public static float Normalise(this GltfComponent type, float value) => type switch
    {
        GltfComponent.SByte => MathF.Max(value / 127, -1),
        GltfComponent.Byte => value / 255,
        GltfComponent.Short => MathF.Max(value / 32767, -1),
        GltfComponent.UShort => value / 65535,
        _ => value,
    };
}
