namespace TurtlGraph.Streaming;

/// <summary>The urgency the game fixed, or -1 to let distance decide each frame.</summary>
public struct UrgencyBound
{
    /// <summary>
    /// -1, or a value of <see cref="Urgency"/>; <see cref="OrNearer"/> more when somebody else lets distance decide, so that the
    /// stronger of both counts.
    /// </summary>
    public int Value;

    internal const int OrNearer = 4;

    /// <summary>The class that a bound gives together with the class by distance.</summary>
    internal static Urgency Resolve(int bound, Urgency byDistance)
    {
        if (bound < 0)
        {
            return byDistance;
        }

        var fixedUrgency = (Urgency)(bound % OrNearer);
        return bound >= OrNearer && byDistance < fixedUrgency ? byDistance : fixedUrgency;
    }

    /// <summary>The stronger of two bounds.</summary>
    internal static int Stronger(int one, int other)
    {
        if (one < 0 && other < 0)
        {
            return -1;
        }

        bool isMixed = one < 0 || other < 0 || one >= OrNearer || other >= OrNearer;
        int urgency = Math.Min(one < 0 ? OrNearer - 1 : one % OrNearer, other < 0 ? OrNearer - 1 : other % OrNearer);
        return isMixed ? urgency + OrNearer : urgency;
    }
}
