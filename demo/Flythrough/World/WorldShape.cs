namespace TurtlGraph.Flythrough;

/// <summary>How large a generated world is and how many of each thing it holds. The seed and this decide every byte.</summary>
internal sealed record WorldShape
{
    /// <summary>Changes whenever the same seed gives other bytes; part of the cached file's name.</summary>
    public const int GeneratorVersion = 1;

    /// <summary>Levels of detail of the terrain; a tile of the next level covers four of this one.</summary>
    public const int TerrainLods = 4;

    /// <summary>Decides the terrain and all that stands on it.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>Terrain tiles of the finest level along one side; a multiple of 8 (so that the coarsest level divides).</summary>
    public int TilesPerSide { get; init; } = 64;

    /// <summary>Side of a finest terrain tile, metres.</summary>
    public float TileMetres { get; init; } = 250f;

    /// <summary>Cells between the height samples of a tile's side, at every level.</summary>
    public int TileCells { get; init; } = 128;

    /// <summary>Places along one side at which the ground decides what stands there.</summary>
    public int PlacesPerSide { get; init; } = 120;

    /// <summary>Voronoi regions along one side; each has one climate.</summary>
    public int RegionsPerSide { get; init; } = 6;

    /// <summary>Climates; each has its own ground, trees, rocks and houses.</summary>
    public int Climates { get; init; } = 16;

    /// <summary>Texels along the side of the largest textures; a power of two, at least 16.</summary>
    public int TextureSize { get; init; } = 1024;

    /// <summary>Side of the world, metres; its corner is the origin.</summary>
    public float Metres => TilesPerSide * TileMetres;

    /// <summary>A world of 2 x 2 km with small textures, made in about a second.</summary>
    public static WorldShape Small(uint seed) => new()
    {
        Seed = seed, TilesPerSide = 8, TileCells = 32, PlacesPerSide = 15, RegionsPerSide = 2, Climates = 3, TextureSize = 64,
    };
}
