using System.Buffers.Binary;
using System.IO.Compression;

namespace TurtlGraph.Bundles;

/// <summary>
/// The bounding sphere of a piece of terrain (<c>.btg</c>, mostly with gzip about it). The file is a header ("SG" and version, time,
/// count) and objects of a kind, properties and elements; kind 0 is the sphere: its centre as three doubles in earth-centred metres, its
/// radius as a float. Versions up to 9 count in 16 bits, from 10 in 32.
/// </summary>
internal static class FlightGearTerrain
{
    private const int SphereLength = 28;
    private const int MaxBytes = 64 << 20;
    private const double FarthestCentre = 1e7;

    /// <summary>The sphere, or null with the reason.</summary>
    public static ((double X, double Y, double Z) Center, float Radius)? Read(ImportContent file, out string problem)
    {
        problem = "it is no terrain with a bounding sphere";
        try
        {
            using var stream = Unpacked(file);
            return Find(stream);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            problem = "it is cut off or not gzip";
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e.Message;
            return null;
        }
    }

    private static Stream Unpacked(ImportContent file)
    {
        Span<byte> magic = stackalloc byte[2];
        using (var head = file.Open())
        {
            head.ReadExactly(magic);
        }

        return magic.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? new GZipStream(file.Open(), CompressionMode.Decompress) : file.Open();
    }

    private static ((double, double, double), float)? Find(Stream stream)
    {
        var head = Number(stream, 4);
        if (head >> 16 != 0x5347)
        {
            return null;
        }

        Number(stream, 4);
        var wide = (head & 0xFFFF) >= 10 ? 4 : 2;
        var left = (long)MaxBytes;
        for (var objects = Number(stream, wide); objects > 0 && left > 0; objects--)
        {
            var kind = Number(stream, 1);
            var (properties, elements) = (Number(stream, wide), Number(stream, wide));
            for (; properties > 0 && left > 0; properties--)
            {
                Number(stream, 1);
                left -= Skip(stream, left);
            }

            if (kind == 0 && elements > 0)
            {
                return Sphere(stream);
            }

            for (; elements > 0 && left > 0; elements--)
            {
                left -= Skip(stream, left);
            }
        }

        return null;
    }

    private static ((double, double, double), float)? Sphere(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[SphereLength];
        if (Number(stream, 4) < SphereLength)
        {
            return null;
        }

        stream.ReadExactly(bytes);
        var center = (
            X: BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            Y: BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]),
            Z: BinaryPrimitives.ReadDoubleLittleEndian(bytes[16..]));
        var radius = BinaryPrimitives.ReadSingleLittleEndian(bytes[24..]);
        return Math.Abs(center.X) < FarthestCentre && Math.Abs(center.Y) < FarthestCentre && Math.Abs(center.Z) < FarthestCentre
            && radius >= 0 && radius < FarthestCentre
            ? (center, radius)
            : null;
    }

    private static uint Number(Stream stream, int size)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes.Clear();
        stream.ReadExactly(bytes[..size]);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Passes over a length and as many bytes; returns how many that were.</summary>
    private static long Skip(Stream stream, long most)
    {
        var length = Number(stream, 4);
        if (length > most)
        {
            throw new EndOfStreamException();
        }

        Span<byte> bytes = stackalloc byte[4096];
        for (long rest = length; rest > 0;)
        {
            var step = (int)Math.Min(rest, bytes.Length);
            stream.ReadExactly(bytes[..step]);
            rest -= step;
        }

        return length + 4;
    }
}
