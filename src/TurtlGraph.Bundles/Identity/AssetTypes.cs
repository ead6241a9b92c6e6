namespace TurtlGraph.Bundles;

/// <summary>
/// The kinds of asset a bundle knows by number. Numbers below <see cref="FirstUser"/> mean the same in every bundle; from
/// there on a bundle names its own (see <see cref="Bundle.TypeName"/>).
/// </summary>
public static class AssetTypes
{
    /// <summary>Anything else.</summary>
    public const byte Other = 0;

    /// <summary>An image for a surface.</summary>
    public const byte Texture = 1;

    /// <summary>A triangle mesh or model.</summary>
    public const byte Mesh = 2;

    /// <summary>Sound or music.</summary>
    public const byte Audio = 3;

    /// <summary>A surface description.</summary>
    public const byte Material = 4;

    /// <summary>Placements of other assets.</summary>
    public const byte Scene = 5;

    /// <summary>A piece of ground.</summary>
    public const byte Terrain = 6;

    /// <summary>Motion over time.</summary>
    public const byte Animation = 7;

    /// <summary>A program for the graphics processor.</summary>
    public const byte Shader = 8;

    /// <summary>The first number a bundle gives to a type name of its own.</summary>
    public const byte FirstUser = 64;

    private static readonly string[] Names =
        ["other", "texture", "mesh", "audio", "material", "scene", "terrain", "animation", "shader"];

    /// <summary>How many numbers have a fixed meaning.</summary>
    internal static int KnownCount => Names.Length;

    /// <summary>The lower-case name of a type with a fixed number, or <see langword="null"/> for any other number.</summary>
    public static string? NameOf(byte type) => type < Names.Length ? Names[type] : null;

    /// <summary>Finds the fixed number of a type name; letter case does not matter.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out byte type)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                type = (byte)i;
                return true;
            }
        }

        type = Other;
        return false;
    }

    /// <summary>The type name a file's extension suggests, <c>other</c> when it says nothing.</summary>
    public static string GuessFromPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" or ".jpg" or ".jpeg" or ".tga" or ".bmp" or ".dds" or ".ktx" or ".ktx2" or ".webp" or ".hdr" or ".exr"
                or ".gif" or ".tif" or ".tiff" or ".basis" or ".astc" or ".rgb" or ".sgi" => Names[Texture],
            ".spm" or ".b3d" or ".obj" or ".glb" or ".gltf" or ".fbx" or ".ply" or ".stl" or ".ac" or ".mesh" or ".dae"
                or ".3ds" => Names[Mesh],
            ".ogg" or ".wav" or ".mp3" or ".flac" or ".opus" or ".music" or ".sfx" => Names[Audio],
            ".mtl" or ".mat" or ".material" or ".materials" => Names[Material],
            ".scene" or ".stg" or ".usd" or ".usda" or ".usdc" or ".track" => Names[Scene],
            ".btg" or ".terrain" or ".heightmap" or ".r16" or ".raw16" => Names[Terrain],
            ".anim" or ".bvh" => Names[Animation],
            ".vert" or ".frag" or ".comp" or ".geom" or ".glsl" or ".hlsl" or ".spv" or ".wgsl" or ".shader" or ".metal"
                => Names[Shader],
            _ => Names[Other],
        };
    }
}
