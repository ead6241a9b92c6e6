namespace TurtlGraph.Flythrough;

/// <summary>The ground a flight stays above.</summary>
internal interface IGround
{
    /// <summary>Height in metres at (x, z).</summary>
    float HeightAt(float x, float z);
}
