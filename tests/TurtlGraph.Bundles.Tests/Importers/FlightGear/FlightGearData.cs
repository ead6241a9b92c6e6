using System.IO.Compression;
using System.Text;

namespace TurtlGraph.Bundles.Tests;

/// <summary>A data folder in the simulator's format with one tile near Honolulu, small enough to read in a test.</summary>
internal sealed class FlightGearData : IDisposable
{
    public const string Tile = "w160n20/w158n21/367566";
    public const string Objects = "Scenery/Objects/" + Tile + ".stg";
    public const string Terrain = "Scenery/Terrain/" + Tile + ".stg";

    public FlightGearData()
    {
        Directory.CreateDirectory(Folder["Scenery/Objects"]);
    }

    public TempFolder Folder { get; } = new();

    public FlightGearImport Import(Geodetic? origin = null) => new FlightGearImporter(Folder.Path) { Origin = origin }.Import();

    public FlightGearData Stg(string lines) => Text(Objects, lines);

    public FlightGearData Text(string path, string text)
    {
        Folder.Write(path, text);
        return this;
    }

    /// <summary>A tile of terrain with its sphere.</summary>
    public FlightGearData Ground(Geodetic center, float radius, int version = 7)
    {
        Folder.Write("Scenery/Terrain/w160n20/w158n21/367566.btg.gz", Zip(Btg(center, radius, version)));
        return Text(Terrain, "OBJECT_BASE 367566.btg\n");
    }

    /// <summary>A model that fills a box of the given size about its origin, in a world with a shift.</summary>
    public FlightGearData Model(string path, double half, params string[] textures) => Text(path, Ac(half, textures));

    public static string Ac(double half, params string[] textures) => FormattableString.Invariant($"""
        AC3Db
        MATERIAL "a" rgb 1 1 1  amb 1 1 1  emis 0 0 0  spec 0 0 0  shi 10  trans 0
        OBJECT world
        kids {textures.Length + 1}
        {string.Concat(textures.Select(texture => $"OBJECT poly\ndata 15\nOBJECT numvert\ntexture \"{texture}\"\nkids 0\n"))}OBJECT poly
        name "box"
        numvert 2
        {-half} {-half} {-half}
        {half} {half} {half}
        numsurf 1
        SURF 0x0
        mat 0
        refs 2
        0 0 0
        1 1 1
        kids 0

        """).ReplaceLineEndings("\n");

    public static byte[] Btg(Geodetic center, float radius, int version)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.ASCII, leaveOpen: true))
        {
            void Count(int number)
            {
                if (version >= 10)
                {
                    writer.Write(number);
                }
                else
                {
                    writer.Write((ushort)number);
                }
            }

            writer.Write((ushort)version);
            writer.Write((ushort)0x5347);
            writer.Write(0);
            Count(2);
            writer.Write((byte)9);
            Count(1);
            Count(1);
            writer.Write((byte)0);
            writer.Write(3);
            writer.Write("abc"u8);
            writer.Write(2);
            writer.Write("de"u8);
            writer.Write((byte)0);
            Count(0);
            Count(1);
            writer.Write(28);
            var (x, y, z) = center.ToEarthCentred();
            writer.Write(x);
            writer.Write(y);
            writer.Write(z);
            writer.Write(radius);
        }

        return bytes.ToArray();
    }

    public static byte[] Zip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public void Dispose() => Folder.Dispose();
}
