using System.Numerics;
using System.Runtime.InteropServices;

namespace TurtlGraph.Streaming;

/// <summary>
/// Scores queued requests (source A, chapter 8): nearness, view, size, age and level of detail for each viewer, of which the
/// best counts; then class and lateness decide the band the score lies in:
/// <list type="bullet">
/// <item>-1: must not be tried yet (a retry that waits)</item>
/// <item>0 to 1: wanted by prediction alone; the earlier it is needed, the higher; half of it for what lies neither in view nor ahead</item>
/// <item>1 to 5: demanded; one band a class, the weighted score inside it; after a long wait it climbs through the bands</item>
/// <item>5 to 9: demanded and late, or sure to be late in its ordinary turn; one band a class, the earlier deadline higher</item>
/// </list>
/// </summary>
/// <remarks>
/// Goes block by block: first the places, viewer by viewer, into scratch memory, then what follows from them; so each loop keeps
/// its constants in registers. Every operation is rounded alike on all processors, so a recorded run repeats on other machines.
/// </remarks>
internal static partial class PriorityKernel
{
    private const float TopOfBand = 0.999f;
    private const float LowestLateBand = 5f;
    private const float TopOfDemands = LowestLateBand - 1 + TopOfBand;
    /// <summary>What is left of the view term where the asset lies in front of the viewer, but outside its view cone.</summary>
    private const float OutsideTheCone = 0.5f;
    private const float SmallestLength = 1e-6f;
    private const int BlockRows = 512;

    /// <summary>Scores whole columns with vectors. Equal to <see cref="ScoreScalar"/> within 1e-5.</summary>
    public static void Score(in PriorityColumns columns, in PriorityParameters parameters, ReadOnlySpan<Viewer> viewers)
    {
        int vectors = BlockRows / Vector<float>.Count;
        Span<Vector<float>> nearest = stackalloc Vector<float>[vectors];
        Span<Vector<float>> placed = stackalloc Vector<float>[vectors];
        Span<Vector<int>> ahead = stackalloc Vector<int>[vectors];
        for (int start = 0; start < columns.Score.Length; start += BlockRows)
        {
            PriorityColumns block = columns.Slice(start, Math.Min(BlockRows, columns.Score.Length - start));
            var places = new Places { Nearest = nearest, Score = placed, IsAhead = ahead };
            places.Clear();
            block.Viewer.Clear();
            for (int v = 0; v < viewers.Length; v++)
            {
                LookFrom(v, new ViewerTerms(viewers[v], parameters.LookaheadSeconds), block, parameters, places);
            }

            Rank(block, places, parameters);
        }
    }

    /// <summary>The class of a distance, in metres to the surface of the bounding sphere, for what was in no class before.</summary>
    public static Urgency ClassOf(float distance, in PriorityParameters parameters) =>
        distance < parameters.CriticalDistance ? Urgency.Critical
        : distance < parameters.HighDistance ? Urgency.High
        : distance < parameters.MediumDistance ? Urgency.Medium
        : Urgency.Low;

    /// <summary>The class of a place by the nearest viewer; of no place (NaN) as in <see cref="Score"/>.</summary>
    public static Urgency ClassAt(Vector3 position, float radius, ReadOnlySpan<Viewer> viewers, in PriorityParameters parameters)
    {
        float nearest = float.IsNaN(position.X) ? parameters.HighDistance : float.PositiveInfinity;
        foreach (ref readonly Viewer viewer in viewers)
        {
            Vector3 offset = position - viewer.Position;
            float length = MathF.Max(offset.Length(), SmallestLength);
            float nearer = MathF.Max(0, Vector3.Dot(offset, viewer.Velocity) * parameters.LookaheadSeconds) / length;

            // A distance to nowhere is no number, and no minimum.
            nearest = float.MinNumber(nearest, length - radius - nearer);
        }

        return ClassOf(nearest, parameters);
    }

    /// <summary>What one viewer sees of a block: the nearest distance and the best score of all viewers so far stay.</summary>
    private static void LookFrom(int index, in ViewerTerms viewer, in PriorityColumns block, in PriorityParameters parameters, in Places places)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(block.PositionX);
        ReadOnlySpan<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(block.PositionY);
        ReadOnlySpan<Vector<float>> zs = MemoryMarshal.Cast<float, Vector<float>>(block.PositionZ);
        ReadOnlySpan<Vector<float>> radii = MemoryMarshal.Cast<float, Vector<float>>(block.Radius);
        Span<Vector<int>> viewerOf = MemoryMarshal.Cast<int, Vector<int>>(block.Viewer);
        Span<Vector<float>> nearest = places.Nearest;
        Span<Vector<float>> placed = places.Score;
        Span<Vector<int>> ahead = places.IsAhead;

        Vector<float> zero = Vector<float>.Zero;
        Vector<float> one = Vector<float>.One;
        var infinity = new Vector<float>(float.PositiveInfinity);
        var smallest = new Vector<float>(SmallestLength);
        var distanceOfNowhere = new Vector<float>(parameters.HighDistance);
        var distanceWeight = new Vector<float>(parameters.DistanceWeight);
        var viewWeight = new Vector<float>(parameters.ViewWeight);
        var outsideTheCone = new Vector<float>(OutsideTheCone);
        var coneCosine = new Vector<float>(viewer.ConeCosine);
        var x = new Vector<float>(viewer.Position.X);
        var y = new Vector<float>(viewer.Position.Y);
        var z = new Vector<float>(viewer.Position.Z);
        var forwardX = new Vector<float>(viewer.Forward.X);
        var forwardY = new Vector<float>(viewer.Forward.Y);
        var forwardZ = new Vector<float>(viewer.Forward.Z);
        var stepX = new Vector<float>(viewer.Step.X);
        var stepY = new Vector<float>(viewer.Step.Y);
        var stepZ = new Vector<float>(viewer.Step.Z);
        for (int i = 0; i < xs.Length; i++)
        {
            Vector<float> dx = xs[i] - x;
            Vector<float> dy = ys[i] - y;
            Vector<float> dz = zs[i] - z;
            Vector<float> length = Vector.SquareRoot((dx * dx) + (dy * dy) + (dz * dz));
            Vector<float> along = (dx * forwardX) + (dy * forwardY) + (dz * forwardZ);
            Vector<float> towards = (dx * stepX) + (dy * stepY) + (dz * stepZ);
            Vector<float> inverse = one / Vector.MaxNative(length, smallest);

            // An asset without a place (NaN, or infinitely far) counts as lying at the far end of the High class, out of view.
            Vector<int> hasPlace = Vector.LessThan(length, infinity);
            Vector<int> isInCone = Vector.GreaterThanOrEqual(along + radii[i], length * coneCosine);
            Vector<float> view = Vector.ConditionalSelect(hasPlace, Vector.MaxNative(zero, along) * inverse, zero);
            view *= Vector.ConditionalSelect(isInCone, one, outsideTheCone);

            // So much nearer it will be a little later, if it goes on coming nearer at the rate of now.
            Vector<float> nearer = Vector.MaxNative(zero, towards) * inverse;
            Vector<float> distance = Vector.ConditionalSelect(hasPlace, Vector.MaxNative(zero, length - radii[i] - nearer), distanceOfNowhere);
            Vector<float> score = (distanceWeight / (distance + one)) + (view * viewWeight);
            if (i < viewerOf.Length)
            {
                viewerOf[i] = Vector.ConditionalSelect(Vector.GreaterThan(score, placed[i]), new Vector<int>(index), viewerOf[i]);
            }

            nearest[i] = Vector.MinNative(nearest[i], distance);
            placed[i] = Vector.MaxNative(placed[i], score);
            ahead[i] |= isInCone | Vector.GreaterThan(towards, zero) | ~hasPlace;
        }
    }

    /// <summary>Classes and keys of a block, from the places.</summary>
    private static void Rank(in PriorityColumns block, in Places places, in PriorityParameters parameters)
    {
        ReadOnlySpan<Vector<float>> importances = MemoryMarshal.Cast<float, Vector<float>>(block.Importance);
        ReadOnlySpan<Vector<float>> sizes = MemoryMarshal.Cast<float, Vector<float>>(block.SizeFactor);
        ReadOnlySpan<Vector<float>> queued = MemoryMarshal.Cast<float, Vector<float>>(block.QueuedAt);
        ReadOnlySpan<Vector<float>> deadlines = MemoryMarshal.Cast<float, Vector<float>>(block.Deadline);
        ReadOnlySpan<Vector<float>> notBefore = MemoryMarshal.Cast<float, Vector<float>>(block.NotBefore);
        ReadOnlySpan<Vector<int>> waiters = MemoryMarshal.Cast<int, Vector<int>>(block.Waiters);
        ReadOnlySpan<Vector<int>> bounds = MemoryMarshal.Cast<int, Vector<int>>(block.UrgencyBound);
        Span<Vector<int>> urgencies = MemoryMarshal.Cast<int, Vector<int>>(block.Urgency);
        Span<Vector<float>> scores = MemoryMarshal.Cast<float, Vector<float>>(block.Score);
        Span<Vector<float>> nearest = places.Nearest;
        Span<Vector<float>> placed = places.Score;

        Vector<float> one = Vector<float>.One;
        var now = new Vector<float>(parameters.Now);
        var horizon = new Vector<float>(parameters.LongestSeconds);
        var inverseAge = new Vector<float>(parameters.InverseAgeSeconds);
        var sizeWeight = new Vector<float>(parameters.SizeWeight);
        var ageWeight = new Vector<float>(parameters.AgeWeight);
        var lodWeight = new Vector<float>(parameters.LodWeight);
        var bandsPerAge = new Vector<float>(parameters.BandsPerAge);
        var topOfBand = new Vector<float>(TopOfBand);
        var topOfDemands = new Vector<float>(TopOfDemands);
        Vector<int> timed = Vector<int>.Zero;
        for (int i = 0; i < scores.Length; i++)
        {
            Vector<int> isPrefetch = Vector.Equals(waiters[i], Vector<int>.Zero);
            Vector<int> urgency = ByDistance(nearest[i], urgencies[i], parameters);
            if (Vector.GreaterThanAny(bounds[i] | isPrefetch, new Vector<int>(-1)))
            {
                urgency = Bound(urgency, bounds[i]);
            }

            Vector<float> waited = (now - queued[i]) * inverseAge;
            Vector<float> score = placed[i] + (sizes[i] * sizeWeight) + (importances[i] * lodWeight)
                + (Vector.MinNative(Vector.MaxNative(Vector<float>.Zero, waited), one) * ageWeight);

            // Inside the band while the wait is ordinary; what waits longer than that climbs, so that nothing starves.
            Vector<float> climb = Vector.MaxNative(Vector<float>.Zero, waited - one) * bandsPerAge;
            Vector<float> slack = deadlines[i] - now;
            Vector<float> band = new Vector<float>(4f) - Vector.ConvertToSingle(urgency);
            Vector<float> key = Vector.MinNative(Vector.MinNative(score, topOfBand) + band + climb, topOfDemands);
            timed |= Vector.LessThan(slack, horizon) | isPrefetch;
            urgencies[i] = urgency;
            scores[i] = Vector.ConditionalSelect(Vector.GreaterThan(notBefore[i], now), new Vector<float>(-1f), key);
        }

        if (Vector.LessThanAny(timed, Vector<int>.Zero))
        {
            RankTimed(block, places, parameters);
        }
    }
}
