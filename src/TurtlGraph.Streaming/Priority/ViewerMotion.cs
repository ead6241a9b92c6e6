using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>The velocities of the viewers, from their positions in consecutive updates, for those that tell none.</summary>
internal sealed class ViewerMotion
{
    /// <summary>What moves faster has been set down elsewhere: it has no velocity to go on with. Metres a second.</summary>
    private const float FastestMetresPerSecond = 2000f;

    /// <summary>Time in which a change of velocity is taken over, in seconds.</summary>
    private const float SmoothingSeconds = 0.1f;

    private readonly Vector3[] _positions = new Vector3[RuntimeState.MaxViewers];
    private readonly Vector3[] _velocities = new Vector3[RuntimeState.MaxViewers];
    private int _known;

    /// <summary>The velocity that the viewer tells, or else the measured one. To be called for each viewer in each update, by rising index.</summary>
    public Vector3 VelocityOf(int index, in Viewer viewer, double seconds)
    {
        Vector3 way = viewer.Position - _positions[index];
        ref Vector3 velocity = ref _velocities[index];
        bool isKnown = index < _known;
        _known = index + 1;
        _positions[index] = viewer.Position;
        if (viewer.Velocity != Vector3.Zero)
        {
            return velocity = viewer.Velocity;
        }

        if (!isKnown || way.Length() > FastestMetresPerSecond * seconds)
        {
            // An update that takes no time tells nothing of those that stand still.
            velocity = isKnown && way == Vector3.Zero ? velocity : Vector3.Zero;
        }
        else if (seconds > 0)
        {
            // Who turns round has changed its mind; there is nothing to smooth.
            Vector3 seen = way / (float)seconds;
            float share = Vector3.Dot(seen, velocity) < 0 ? 1 : MathF.Min(1, (float)seconds / SmoothingSeconds);
            velocity += (seen - velocity) * share;
        }

        return velocity;
    }
}
