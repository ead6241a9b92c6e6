namespace TurtlGraph.Prediction;

/// <summary>A further condition on the items of a query; a struct type parameter, so that the JIT inlines it.</summary>
internal interface ISphereFilter
{
    bool Accepts(float x, float y, float z, float radius);
}

/// <summary>No further condition.</summary>
internal readonly struct AnySphere : ISphereFilter
{
    public bool Accepts(float x, float y, float z, float radius) => true;
}
