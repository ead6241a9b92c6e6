using System.Runtime.Intrinsics;

namespace TurtlGraph.Prediction;

/// <summary>A volume that spheres are tested against, eight at a time and one at a time with the same arithmetic.</summary>
internal interface ISphereShape
{
    Vector256<float> Touches(Vector256<float> x, Vector256<float> y, Vector256<float> z, Vector256<float> radius);

    bool Touches(float x, float y, float z, float radius);
}
