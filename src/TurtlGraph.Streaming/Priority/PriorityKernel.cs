using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TurtlGraph.Streaming;

/// <summary>
/// Scores queued requests (source A, chapter 8): nearness, view, size, age and level of detail for each viewer, of which the
/// best counts; then class and lateness decide the band the score lies in:
/// <list type="bullet">
/// <item>-1: must not be tried yet (a retry that waits)</item>
/// <item>0 to 1: wanted by prediction alone; the earlier it is needed, the higher</item>
/// <item>1 to 5: demanded; one band a class, the weighted score inside it</item>
/// <item>5 to 9: demanded and late; one band a class, the longer late, the higher</item>
/// </list>
/// </summary>
internal static class PriorityKernel
{
    private const float TopOfBand = 0.999f;

    /// <summary>Scores whole columns with vectors. Equal to <see cref="ScoreScalar"/> within 1e-5.</summary>
    public static void Score(in PriorityColumns columns, in PriorityParameters parameters, ReadOnlySpan<Viewer> viewers)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(columns.PositionX);
        ReadOnlySpan<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(columns.PositionY);
        ReadOnlySpan<Vector<float>> zs = MemoryMarshal.Cast<float, Vector<float>>(columns.PositionZ);
        ReadOnlySpan<Vector<float>> radii = MemoryMarshal.Cast<float, Vector<float>>(columns.Radius);
        ReadOnlySpan<Vector<float>> importances = MemoryMarshal.Cast<float, Vector<float>>(columns.Importance);
        ReadOnlySpan<Vector<float>> sizes = MemoryMarshal.Cast<float, Vector<float>>(columns.SizeFactor);
        ReadOnlySpan<Vector<float>> queued = MemoryMarshal.Cast<float, Vector<float>>(columns.QueuedAt);
        ReadOnlySpan<Vector<float>> deadlines = MemoryMarshal.Cast<float, Vector<float>>(columns.Deadline);
        ReadOnlySpan<Vector<float>> notBefore = MemoryMarshal.Cast<float, Vector<float>>(columns.NotBefore);
        ReadOnlySpan<Vector<int>> waiters = MemoryMarshal.Cast<int, Vector<int>>(columns.Waiters);
        ReadOnlySpan<Vector<int>> bounds = MemoryMarshal.Cast<int, Vector<int>>(columns.UrgencyBound);
        Span<Vector<int>> urgencies = MemoryMarshal.Cast<int, Vector<int>>(columns.Urgency);
        Span<Vector<float>> scores = MemoryMarshal.Cast<float, Vector<float>>(columns.Score);

        Span<ViewerTerms> terms = stackalloc ViewerTerms[viewers.Length];
        for (int v = 0; v < viewers.Length; v++)
        {
            terms[v] = new ViewerTerms(viewers[v]);
        }

        var now = new Vector<float>(parameters.Now);
        for (int i = 0; i < scores.Length; i++)
        {
            Vector<float> nearest = new(float.PositiveInfinity);
            Vector<float> placed = Vector<float>.Zero;
            foreach (ref readonly ViewerTerms viewer in terms)
            {
                ScorePlace(xs[i], ys[i], zs[i], radii[i], viewer, parameters, ref nearest, ref placed);
            }

            Vector<float> age = Vector.Min(Vector<float>.One, (now - queued[i]) * parameters.InverseAgeSeconds);
            Vector<float> score = placed
                + (sizes[i] * parameters.SizeWeight)
                + (Vector.Max(Vector<float>.Zero, age) * parameters.AgeWeight)
                + (importances[i] * parameters.LodWeight);

            // Each comparison is 0 or -1, so the class is three plus the three of them.
            Vector<int> byDistance = new Vector<int>((int)Urgency.Low)
                + Vector.LessThan(nearest, new Vector<float>(parameters.CriticalDistance))
                + Vector.LessThan(nearest, new Vector<float>(parameters.HighDistance))
                + Vector.LessThan(nearest, new Vector<float>(parameters.MediumDistance));
            Vector<int> isPrefetch = Vector.Equals(waiters[i], Vector<int>.Zero);
            Vector<int> fixedUrgency = bounds[i] & new Vector<int>(UrgencyBound.OrNearer - 1);
            fixedUrgency = Vector.ConditionalSelect(
                Vector.LessThan(bounds[i], new Vector<int>(UrgencyBound.OrNearer)), fixedUrgency, Vector.Min(fixedUrgency, byDistance));
            Vector<int> urgency = Vector.ConditionalSelect(Vector.LessThan(bounds[i], Vector<int>.Zero), byDistance, fixedUrgency);
            urgency = Vector.ConditionalSelect(isPrefetch, new Vector<int>((int)Urgency.Low), urgency);
            urgencies[i] = urgency;

            Vector<float> slack = deadlines[i] - now;
            Vector<float> late = Vector.Max(Vector<float>.Zero, -slack);
            Vector<int> isLate = Vector.LessThanOrEqual(slack, Vector<float>.Zero);
            Vector<float> inBand = Vector.ConditionalSelect(isLate, late / (late + Vector<float>.One), score);
            Vector<float> demanded = Vector.Min(inBand, new Vector<float>(TopOfBand))
                + (new Vector<float>(4f) - Vector.ConvertToSingle(urgency))
                + Vector.ConditionalSelect(isLate, new Vector<float>(4f), Vector<float>.Zero);
            Vector<float> predicted = new Vector<float>(TopOfBand) / (Vector.Max(Vector<float>.Zero, slack) + Vector<float>.One);
            Vector<float> key = Vector.ConditionalSelect(isPrefetch, predicted, demanded);
            scores[i] = Vector.ConditionalSelect(Vector.GreaterThan(notBefore[i], now), new Vector<float>(-1f), key);
        }
    }

    /// <summary>The same, one request at a time: what the vector form is tested against.</summary>
    public static void ScoreScalar(in PriorityColumns columns, in PriorityParameters parameters, ReadOnlySpan<Viewer> viewers)
    {
        for (int i = 0; i < columns.Score.Length; i++)
        {
            float nearest = float.PositiveInfinity;
            float placed = 0;
            foreach (ref readonly Viewer viewer in viewers)
            {
                ScorePlaceScalar(columns, i, viewer, parameters, ref nearest, ref placed);
            }

            float age = MathF.Max(0, MathF.Min(1, (parameters.Now - columns.QueuedAt[i]) * parameters.InverseAgeSeconds));
            float score = placed + (columns.SizeFactor[i] * parameters.SizeWeight) + (age * parameters.AgeWeight)
                + (columns.Importance[i] * parameters.LodWeight);
            bool isPrefetch = columns.Waiters[i] == 0;
            Urgency urgency = isPrefetch ? Urgency.Low : UrgencyBound.Resolve(columns.UrgencyBound[i], ClassOf(nearest, parameters));
            columns.Urgency[i] = (int)urgency;
            float slack = columns.Deadline[i] - parameters.Now;
            bool isLate = slack <= 0;
            float late = MathF.Max(0, -slack);
            float demanded = MathF.Min(isLate ? late / (late + 1) : score, TopOfBand) + (4 - (int)urgency) + (isLate ? 4 : 0);
            float key = isPrefetch ? TopOfBand / (MathF.Max(0, slack) + 1) : demanded;
            columns.Score[i] = columns.NotBefore[i] > parameters.Now ? -1 : key;
        }
    }

    /// <summary>The class of a distance, in metres to the surface of the bounding sphere.</summary>
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
            // A distance to nowhere is no number, and no minimum.
            nearest = float.MinNumber(nearest, Vector3.Distance(position, viewer.Position) - radius);
        }

        return ClassOf(nearest, parameters);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScorePlace(
        Vector<float> x, Vector<float> y, Vector<float> z, Vector<float> radius, in ViewerTerms viewer, in PriorityParameters parameters,
        ref Vector<float> nearest, ref Vector<float> best)
    {
        Vector<float> dx = x - new Vector<float>(viewer.Position.X);
        Vector<float> dy = y - new Vector<float>(viewer.Position.Y);
        Vector<float> dz = z - new Vector<float>(viewer.Position.Z);
        Vector<float> length = Vector.SquareRoot((dx * dx) + (dy * dy) + (dz * dz));
        Vector<float> along = (dx * viewer.Forward.X) + (dy * viewer.Forward.Y) + (dz * viewer.Forward.Z);
        Vector<float> view = Vector.Max(Vector<float>.Zero, along / Vector.Max(length, new Vector<float>(1e-6f)));

        // An asset without a place (NaN, or infinitely far) counts as lying at the far end of the High class, out of view.
        Vector<int> hasPlace = Vector.LessThan(length, new Vector<float>(float.PositiveInfinity));
        Vector<float> distance = Vector.ConditionalSelect(
            hasPlace, Vector.Max(Vector<float>.Zero, length - radius), new Vector<float>(parameters.HighDistance));
        view = Vector.ConditionalSelect(hasPlace, view, Vector<float>.Zero);
        Vector<float> score = (new Vector<float>(parameters.DistanceWeight) / (distance + Vector<float>.One)) + (view * parameters.ViewWeight);
        nearest = Vector.Min(nearest, distance);
        best = Vector.Max(best, score);
    }

    private static void ScorePlaceScalar(
        in PriorityColumns columns, int i, in Viewer viewer, in PriorityParameters parameters, ref float nearest, ref float best)
    {
        var offset = new Vector3(columns.PositionX[i], columns.PositionY[i], columns.PositionZ[i]) - viewer.Position;
        float length = offset.Length();
        float distance = parameters.HighDistance;
        float view = 0;
        if (float.IsFinite(length))
        {
            distance = MathF.Max(0, length - columns.Radius[i]);
            view = MathF.Max(0, Vector3.Dot(offset, UnitOrZero(viewer.Forward)) / MathF.Max(length, 1e-6f));
        }

        nearest = MathF.Min(nearest, distance);
        best = MathF.Max(best, (parameters.DistanceWeight / (distance + 1)) + (view * parameters.ViewWeight));
    }

    private static Vector3 UnitOrZero(Vector3 direction)
    {
        float length = direction.Length();
        return length > 1e-6f ? direction / length : Vector3.Zero;
    }

    /// <summary>What the kernel needs of a viewer, computed once instead of for every vector.</summary>
    private readonly struct ViewerTerms(in Viewer viewer)
    {
        public readonly Vector3 Position = viewer.Position;
        public readonly Vector3 Forward = UnitOrZero(viewer.Forward);
    }
}
