using System.Numerics;
using System.Runtime.CompilerServices;

namespace TurtlGraph.Streaming;

/// <content>The pieces that the loops are made of.</content>
internal static partial class PriorityKernel
{
    /// <summary>By distance, kept from fluttering: a class that has been reached is left only behind its wider limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> ByDistance(Vector<float> nearest, Vector<int> before, in PriorityParameters parameters)
    {
        // Each comparison is 0 or -1, so the class is three plus the three of them.
        var low = new Vector<int>((int)Urgency.Low);
        Vector<int> inside = low
            + Vector.LessThan(nearest, new Vector<float>(parameters.CriticalDistance))
            + Vector.LessThan(nearest, new Vector<float>(parameters.HighDistance))
            + Vector.LessThan(nearest, new Vector<float>(parameters.MediumDistance));
        if (Vector.EqualsAll(before, inside))
        {
            return inside;
        }

        Vector<int> within = low
            + Vector.LessThan(nearest, new Vector<float>(parameters.CriticalExit))
            + Vector.LessThan(nearest, new Vector<float>(parameters.HighExit))
            + Vector.LessThan(nearest, new Vector<float>(parameters.MediumExit));
        return Vector.Max(within, Vector.Min(before, inside));
    }

    /// <summary><see cref="UrgencyBound.Resolve"/>.</summary>
    private static Vector<int> Bound(Vector<int> byDistance, Vector<int> bound)
    {
        Vector<int> fixedUrgency = bound & new Vector<int>(UrgencyBound.OrNearer - 1);
        Vector<int> isFixed = Vector.LessThan(bound, new Vector<int>(UrgencyBound.OrNearer));
        fixedUrgency = Vector.ConditionalSelect(isFixed, fixedUrgency, Vector.Min(fixedUrgency, byDistance));
        return Vector.ConditionalSelect(Vector.LessThan(bound, Vector<int>.Zero), byDistance, fixedUrgency);
    }

    private static Vector3 UnitOrZero(Vector3 direction)
    {
        float length = direction.Length();
        return length > SmallestLength ? direction / length : Vector3.Zero;
    }

    /// <summary>What the viewers see of one block of requests, in scratch memory.</summary>
    private ref struct Places
    {
        /// <summary>Metres to the surface of the bounding sphere, from the nearest viewer.</summary>
        public Span<Vector<float>> Nearest;

        /// <summary>The best of the viewers' scores.</summary>
        public Span<Vector<float>> Score;

        /// <summary>Whether it lies in a view cone or a viewer comes nearer to it.</summary>
        public Span<Vector<int>> IsAhead;

        public readonly void Clear()
        {
            Nearest.Fill(new Vector<float>(float.PositiveInfinity));
            Score.Clear();
            IsAhead.Clear();
        }
    }

    /// <summary>What the kernel needs of a viewer, computed once instead of for every vector.</summary>
    private readonly struct ViewerTerms
    {
        public readonly Vector3 Position;
        public readonly Vector3 Forward;

        /// <summary>The way until the moment that is looked ahead to.</summary>
        public readonly Vector3 Step;

        /// <summary>Cosine of half the view cone; -1 when there is no direction, so that all is in view.</summary>
        public readonly float ConeCosine;

        public ViewerTerms(in Viewer viewer, float lookaheadSeconds)
        {
            Position = viewer.Position;
            Forward = UnitOrZero(viewer.Forward);
            Step = viewer.Velocity * lookaheadSeconds;
            ConeCosine = Forward == Vector3.Zero ? -1 : MathF.Cos(viewer.FieldOfViewDegrees * (MathF.PI / 360));
        }
    }
}
