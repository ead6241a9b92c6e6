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
    public float CriticalDistance;
    public float HighDistance;
    public float MediumDistance;

    public static PriorityParameters From(StreamingOptions options, double now) => new()
    {
        Now = (float)now,
        DistanceWeight = options.PriorityWeights.Distance,
        ViewWeight = options.PriorityWeights.View,
        SizeWeight = options.PriorityWeights.Size,
        AgeWeight = options.PriorityWeights.Age,
        LodWeight = options.PriorityWeights.Lod,
        InverseAgeSeconds = 1f / MathF.Max(options.PriorityWeights.AgeSeconds, 1e-3f),
        CriticalDistance = options.UrgencyDistances[0],
        HighDistance = options.UrgencyDistances[1],
        MediumDistance = options.UrgencyDistances[2],
    };
}
