namespace TurtlGraph.Flythrough;

/// <summary>How the texels of a texture are stored; the formats every graphics card reads.</summary>
internal enum TextureFormat
{
    /// <summary>8 bits for each of red, green, blue, alpha.</summary>
    Rgba8 = 0,

    /// <summary>Blocks of 4 x 4 texels in 8 bytes: two 5:6:5 colours and a 2-bit index a texel.</summary>
    Bc1 = 1,

    /// <summary>Blocks of 4 x 4 texels in 16 bytes: for red and green each, two ends and a 3-bit index a texel.</summary>
    Bc5 = 5,
}
