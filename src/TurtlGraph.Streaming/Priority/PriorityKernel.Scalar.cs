using System.Numerics;

namespace TurtlGraph.Streaming;

/// <content>The same, one request at a time and as it would be said in words: what the vector form is tested against.</content>
internal static partial class PriorityKernel
{
    /// <summary>Scores one request after the other.</summary>
    public static void ScoreScalar(in PriorityColumns columns, in PriorityParameters parameters, ReadOnlySpan<Viewer> viewers)
    {
        for (int i = 0; i < columns.Score.Length; i++)
        {
            var place = new ScalarPlace { Nearest = float.PositiveInfinity };
            for (int v = 0; v < viewers.Length; v++)
            {
                LookFrom(v, viewers[v], columns, i, parameters, ref place);
            }

            if (columns.Viewer.Length != 0)
            {
                columns.Viewer[i] = place.Viewer;
            }

            bool isPrefetch = columns.Waiters[i] == 0;
            Urgency urgency = isPrefetch
                ? Urgency.Low
                : UrgencyBound.Resolve(columns.UrgencyBound[i], ClassOf(place.Nearest, (Urgency)columns.Urgency[i], parameters));
            columns.Urgency[i] = (int)urgency;
            float slack = columns.Deadline[i] - parameters.Now;
            columns.Score[i] = columns.NotBefore[i] > parameters.Now ? -1
                : isPrefetch ? PredictedKey(slack, place.IsAhead)
                : slack < SecondsUntilDone(columns.SizeFactor[i], urgency, parameters) ? LateKey(slack, urgency)
                : DemandedKey(columns, i, place.Score, urgency, parameters);
        }
    }

    /// <summary>The class of a distance for what was in the class <paramref name="before"/>: it is left only behind its wider limit.</summary>
    public static Urgency ClassOf(float distance, Urgency before, in PriorityParameters parameters)
    {
        Urgency inside = ClassOf(distance, parameters);
        Urgency within = distance < parameters.CriticalExit ? Urgency.Critical
            : distance < parameters.HighExit ? Urgency.High
            : distance < parameters.MediumExit ? Urgency.Medium
            : Urgency.Low;
        return before >= inside ? inside : before <= within ? within : before;
    }

    /// <summary>Whether a place lies in the view cone of a viewer, or one comes nearer to it; also when it is no place.</summary>
    public static bool IsAhead(Vector3 position, float radius, ReadOnlySpan<Viewer> viewers)
    {
        foreach (ref readonly Viewer viewer in viewers)
        {
            var terms = new ViewerTerms(viewer, lookaheadSeconds: 1);
            Vector3 offset = position - viewer.Position;
            float length = offset.Length();
            if (!float.IsFinite(length) || Vector3.Dot(offset, terms.Forward) + radius >= length * terms.ConeCosine || Vector3.Dot(offset, terms.Step) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Seconds until a request of this class would have been read and decoded, if it waited for its turn.</summary>
    public static float SecondsUntilDone(float sizeFactor, Urgency urgency, in PriorityParameters parameters) =>
        parameters.Waits[(int)urgency] + (((1 / sizeFactor) - 1) * parameters.SecondsPerMebibyte);

    private static float DemandedKey(in PriorityColumns columns, int i, float placed, Urgency urgency, in PriorityParameters parameters)
    {
        float waited = (parameters.Now - columns.QueuedAt[i]) * parameters.InverseAgeSeconds;
        float score = placed
            + (columns.SizeFactor[i] * parameters.SizeWeight)
            + (Math.Clamp(waited, 0, 1) * parameters.AgeWeight)
            + (columns.Importance[i] * parameters.LodWeight);
        float climb = MathF.Max(0, waited - 1) * parameters.BandsPerAge;
        return MathF.Min(MathF.Min(score, TopOfBand) + (4 - (int)urgency) + climb, TopOfDemands);
    }

    private static float LateKey(float slack, Urgency urgency) =>
        LowestLateBand + (3 - (int)urgency) + (TopOfBand * 0.5f * (1 - (slack / (1 + MathF.Abs(slack)))));

    private static float PredictedKey(float slack, bool isAhead) =>
        TopOfBand / (1 + MathF.Max(0, slack)) * (isAhead ? 1 : 0.5f);

    private static void LookFrom(
        int index, in Viewer viewer, in PriorityColumns columns, int i, in PriorityParameters parameters, ref ScalarPlace place)
    {
        var offset = new Vector3(columns.PositionX[i], columns.PositionY[i], columns.PositionZ[i]) - viewer.Position;
        float length = offset.Length();
        float distance = parameters.HighDistance;
        float view = 0;
        if (float.IsFinite(length))
        {
            var terms = new ViewerTerms(viewer, parameters.LookaheadSeconds);
            float along = Vector3.Dot(offset, terms.Forward);
            float step = Vector3.Dot(offset, terms.Step);
            float divisor = MathF.Max(length, SmallestLength);
            bool isInCone = along + columns.Radius[i] >= length * terms.ConeCosine;
            distance = MathF.Max(0, length - columns.Radius[i] - (MathF.Max(0, step) / divisor));
            view = MathF.Max(0, along) / divisor * (isInCone ? 1 : OutsideTheCone);
            place.IsAhead |= isInCone || step > 0;
        }
        else
        {
            place.IsAhead = true;
        }

        float score = (parameters.DistanceWeight / (distance + 1)) + (view * parameters.ViewWeight);
        place.Viewer = score > place.Score ? index : place.Viewer;
        place.Score = MathF.Max(place.Score, score);
        place.Nearest = MathF.Min(place.Nearest, distance);
    }

    private struct ScalarPlace
    {
        public float Nearest;
        public float Score;
        public int Viewer;
        public bool IsAhead;
    }
}
