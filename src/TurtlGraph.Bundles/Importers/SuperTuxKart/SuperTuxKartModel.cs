using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TurtlGraph.Bundles;

/// <summary>What an importer must know of a mesh file: the textures it names and the box it fills.</summary>
/// <param name="Textures">Pairs of texture names, one pair a sub-mesh; the second is empty when there is no second layer.</param>
/// <param name="Min">Lowest corner, in model space.</param>
/// <param name="Max">Highest corner, in model space.</param>
internal sealed record SuperTuxKartModel(IReadOnlyList<(string First, string Second)> Textures, Vector3 Min, Vector3 Max)
{
    public static readonly SuperTuxKartModel Empty = new([], Vector3.Zero, Vector3.Zero);

    private const int MaxBytes = 256 << 20;

    /// <summary>Reads a model's header; returns null, with a reason, when the file is of no known kind or is damaged.</summary>
    public static SuperTuxKartModel? TryRead(string file, out string problem)
    {
        problem = "";
        try
        {
            var info = new FileInfo(file);
            if (info.Length > MaxBytes)
            {
                problem = $"a model of {info.Length} bytes is larger than the limit of {MaxBytes}";
                return null;
            }

            ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
            var model = bytes.StartsWith("SP"u8) ? ReadSpm(bytes)
                : bytes.StartsWith("BB3D"u8) ? SuperTuxKartB3d.Read(bytes)
                : null;
            problem = model is null ? "the model is damaged or of an unknown kind (known: .spm version 1, .b3d)" : "";
            return model;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>
    /// Layout: "SP", a byte with the version in its upper five bits and the mesh kind below, a byte of vertex flags, the
    /// box as six floats, a 16-bit count of materials, and for each two texture names with an 8-bit length before them.
    /// </summary>
    private static SuperTuxKartModel? ReadSpm(ReadOnlySpan<byte> bytes)
    {
        const int Header = 30;
        if (bytes.Length < Header || bytes[2] >> 3 != 1)
        {
            return null;
        }

        var min = Corner(bytes[4..]);
        var max = Corner(bytes[16..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        var rest = bytes[Header..];
        var textures = new List<(string, string)>(count);
        for (var i = 0; i < count; i++)
        {
            if (!TryName(ref rest, out var first) || !TryName(ref rest, out var second))
            {
                return null;
            }

            textures.Add((first, second));
        }

        return IsBox(min, max) ? new SuperTuxKartModel(textures, min, max) : null;
    }

    public static Vector3 Corner(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadSingleLittleEndian(bytes),
        BinaryPrimitives.ReadSingleLittleEndian(bytes[4..]),
        BinaryPrimitives.ReadSingleLittleEndian(bytes[8..]));

    /// <summary>Finite corners in order; a corner that is not a number fails the comparison.</summary>
    public static bool IsBox(Vector3 min, Vector3 max) =>
        Vector3.LessThanOrEqualAll(min, max) && float.IsFinite((max - min).LengthSquared());

    private static bool TryName(ref ReadOnlySpan<byte> rest, out string name)
    {
        name = "";
        if (rest.Length == 0 || rest.Length < 1 + rest[0])
        {
            return false;
        }

        name = Encoding.UTF8.GetString(rest.Slice(1, rest[0]));
        rest = rest[(1 + rest[0])..];
        return true;
    }
}
