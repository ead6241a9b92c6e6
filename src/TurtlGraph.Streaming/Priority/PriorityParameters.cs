using System.Numerics;

namespace TurtlGraph.Streaming;

/// <summary>What the score of a request depends on besides its own columns.</summary>
internal struct PriorityParameters
{
    public float Now;
    public float DistanceWeight;
    public float ViewWeight;
    public float SizeWeight;
    public float AgeWeight;
    public float LodWeight;
    public float InverseAgeSeconds;

    /// <summary>Bands that a request climbs in each further time of a full age.</summary>
    public float BandsPerAge;
    public float LookaheadSeconds;
    public float CriticalDistance;
    public float HighDistance;
    public float MediumDistance;
    public float CriticalExit;
    public float HighExit;
    public float MediumExit;

    /// <summary>Seconds until a request of each class would begin to be read, by <see cref="Urgency"/>.</summary>
    public Vector4 Waits;

    /// <summary>Seconds to read and decode a stored MiB.</summary>
    public float SecondsPerMebibyte;

    /// <summary>No request takes longer than that, whatever its size; so a deadline farther away needs no look.</summary>
    public readonly float LongestSeconds => Waits.W + (SecondsPerMebibyte * LargestMebibytes);

    private const float LargestMebibytes = 2048;

    public static PriorityParameters From(StreamingOptions options, double now)
    {
        PriorityWeights weights = options.PriorityWeights;
        float exit = 1 + MathF.Max(0, weights.ClassHysteresis);
        float ageSeconds = MathF.Max(weights.AgeSeconds, 1e-3f);
        return new PriorityParameters
        {
            Now = (float)now,
            DistanceWeight = weights.Distance,
            ViewWeight = weights.View,
            SizeWeight = weights.Size,
            AgeWeight = weights.Age,
            LodWeight = weights.Lod,
            InverseAgeSeconds = 1f / ageSeconds,
            BandsPerAge = ageSeconds / MathF.Max(weights.ClimbSeconds, 1e-3f),
            LookaheadSeconds = MathF.Max(0, weights.LookaheadSeconds),
            CriticalDistance = options.UrgencyDistances[0],
            HighDistance = options.UrgencyDistances[1],
            MediumDistance = options.UrgencyDistances[2],
            CriticalExit = options.UrgencyDistances[0] * exit,
            HighExit = options.UrgencyDistances[1] * exit,
            MediumExit = options.UrgencyDistances[2] * exit,
        };
    }
}
