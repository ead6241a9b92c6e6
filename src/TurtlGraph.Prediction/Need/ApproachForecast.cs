using System.Numerics;

namespace TurtlGraph.Prediction;

/// <summary>When an item comes into the need volume of a viewer who goes on straight and may turn.</summary>
internal readonly struct ApproachForecast(
    NeedVolume need, Vector3 position, Vector3 direction, Vector3 velocity, float lookahead, float turnRateDegrees)
{
    // A viewer who would have to turn for it needs an item less surely than one who only has to go on.
    private const float TurnConfidence = 0.6f;

    private readonly float _turnRate = turnRateDegrees * (MathF.PI / 180);

    /// <summary>False when the item is needed already or not within the lookahead.</summary>
    public bool TryForecast(Vector4 sphere, out float seconds, out float confidence)
    {
        Vector3 offset = new Vector3(sphere.X, sphere.Y, sphere.Z) - position;
        float radius = sphere.W;
        seconds = 0;
        confidence = 0;
        if (!TryGetInside(offset, need.Radius + radius, out float enter, out float leave))
        {
            return false;
        }

        float turn = Turn(offset - (velocity * enter), radius);
        seconds = enter + (turn / _turnRate);
        if (turn > 0)
        {
            float laterTurn = Turn(offset - (velocity * leave), radius);
            ImproveBy(leave + (laterTurn / _turnRate), laterTurn, ref seconds, ref turn);
            if (TryGetInside(offset, need.NearRadius + radius, out float near, out _))
            {
                ImproveBy(near, 0, ref seconds, ref turn);
            }
        }

        float sureness = 1 / (1 + (seconds / lookahead));
        confidence = turn > 0 ? sureness * TurnConfidence * (1 - (turn / MathF.PI)) : sureness;
        return seconds > 0;
    }

    private static void ImproveBy(float otherSeconds, float otherTurn, ref float seconds, ref float turn)
    {
        if (otherSeconds < seconds)
        {
            seconds = otherSeconds;
            turn = otherTurn;
        }
    }

    /// <summary>The time within the lookahead during which a point of the path is at most <paramref name="reach"/> from the item.</summary>
    private bool TryGetInside(Vector3 offset, float reach, out float enter, out float leave)
    {
        float distanceSquared = offset.LengthSquared();
        float speedSquared = velocity.LengthSquared();
        enter = 0;
        leave = lookahead;
        bool isInside = distanceSquared <= reach * reach;
        if (speedSquared < 1e-12f)
        {
            return isInside;
        }

        // |offset - velocity t| = reach
        float half = Vector3.Dot(offset, velocity);
        float discriminant = (half * half) - (speedSquared * (distanceSquared - (reach * reach)));
        if (discriminant < 0)
        {
            return isInside;
        }

        float root = MathF.Sqrt(discriminant);
        enter = isInside ? 0 : (half - root) / speedSquared;
        leave = MathF.Min(lookahead, (half + root) / speedSquared);
        return enter >= 0 && enter <= lookahead && leave >= enter;
    }

    /// <summary>Radians the viewer would have to turn so that its cone touches the sphere; 0 when it does.</summary>
    private float Turn(Vector3 offset, float radius)
    {
        if (need.TouchesCone(offset, direction, radius))
        {
            return 0;
        }

        float distance = offset.Length();
        float angle = MathF.Acos(Math.Clamp(Vector3.Dot(offset, direction) / distance, -1, 1));
        float halfWidth = MathF.Asin(MathF.Min(1, radius / distance));
        return MathF.Max(angle - need.HalfAngle - halfWidth, 0);
    }
}
