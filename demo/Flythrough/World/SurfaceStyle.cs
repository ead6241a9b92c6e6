namespace TurtlGraph.Flythrough;

/// <summary>The look of a procedural surface; decides its relief and its colours.</summary>
internal enum SurfaceStyle
{
    Meadow,
    Soil,
    Stone,
    Bark,
    Leaves,
    Wall,
    Roof,
}
