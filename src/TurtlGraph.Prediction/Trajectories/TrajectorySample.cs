using System.Numerics;

namespace TurtlGraph.Prediction;

/// <summary>One sample of a trajectory, or a point between two.</summary>
/// <param name="Time">Seconds.</param>
/// <param name="Position">Metres, y up.</param>
/// <param name="YawDegrees">Heading: 0 looks along z, 90 along x.</param>
/// <param name="PitchDegrees">Elevation: 0 is level, 90 straight up.</param>
public readonly record struct TrajectorySample(double Time, Vector3 Position, float YawDegrees, float PitchDegrees)
{
    /// <summary>Where the viewer looks: a unit vector, (sin yaw, cos yaw) in (x, z) when level.</summary>
    public Vector3 Forward
    {
        get
        {
            (float sinYaw, float cosYaw) = MathF.SinCos(YawDegrees * (MathF.PI / 180));
            (float sinPitch, float cosPitch) = MathF.SinCos(PitchDegrees * (MathF.PI / 180));
            return new Vector3(sinYaw * cosPitch, sinPitch, cosYaw * cosPitch);
        }
    }
}
