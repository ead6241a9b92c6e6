using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The archetypes of the runtime's entities.</summary>
internal sealed class RuntimeArchetypes
{
    public RuntimeArchetypes(World world)
    {
        ArchetypeDescription place = ArchetypeDescription.Of<AssetKey, PositionX, PositionY, PositionZ>().With<BoundingRadius>();
        Queued = world.Archetype(place
            .With<Importance, SizeFactor, QueuedAt, Deadline>()
            .With<NotBefore, Waiters, UrgencyBound, RequestUrgency>()
            .With<Score, ReadPlan, Payload, InFlight>()
            .With<Queued>());
        Resident = world.Archetype(place
            .With<Payload, LastUsed, UseCount, SizeBytes>()
            .With<KeepClass, EvictionScore, Version, GraceUntil>()
            .With<LoadedAt>()
            .With<Resident>());
        Prediction = world.Archetype(ArchetypeDescription.Of<AssetKey, Confidence, NeededAt, IssuedAt>().With<PredictionOrigin, SeenAt>());
    }

    /// <summary>A request; its tag changes from Queued to Reading to Decoding.</summary>
    public Archetype Queued { get; }

    /// <summary>A cached asset; its tag changes between Resident and Grace.</summary>
    public Archetype Resident { get; }

    /// <summary>A prediction.</summary>
    public Archetype Prediction { get; }
}
