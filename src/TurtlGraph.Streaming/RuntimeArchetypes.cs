using TurtlGraph.Ecs;

namespace TurtlGraph.Streaming;

/// <summary>The archetypes of the runtime's entities.</summary>
internal sealed class RuntimeArchetypes
{
    private const int MaxPrepared = 1 << 16;

    public RuntimeArchetypes(World world, StreamingOptions options)
    {
        ArchetypeDescription place = ArchetypeDescription.Of<AssetKey, PositionX, PositionY, PositionZ>().With<BoundingRadius>();
        ArchetypeDescription request = place
            .With<Importance, SizeFactor, QueuedAt, Deadline>()
            .With<NotBefore, Waiters, UrgencyBound, RequestUrgency>()
            .With<Score, ReadPlan, Payload, InFlight>()
            .With<ScoringViewer, LatestNeed>();
        ArchetypeDescription cached = place
            .With<Payload, LastUsed, UseCount, SizeBytes>()
            .With<KeepClass, EvictionScore, Version, GraceUntil>()
            .With<LoadedAt, UrgencyBound, NextUse, KeepMarks>();
        Queued = world.Archetype(request.With<Queued>());
        Resident = world.Archetype(cached.With<Resident>());
        Prediction = world.Archetype(ArchetypeDescription.Of<AssetKey, Confidence, NeededAt, IssuedAt>().With<PredictionOrigin, SeenAt>());

        int inFlight = options.MaxReadsInFlight * LoadPipeline.MaxParts;
        Queued.Reserve(options.MaxAssets);
        world.Archetype(request.With<Reading>()).Reserve(inFlight);
        world.Archetype(request.With<Decoding>()).Reserve(inFlight);
        Resident.Reserve(options.MaxAssets);
        world.Archetype(cached.With<Grace>()).Reserve(options.MaxAssets);
        Prediction.Reserve(options.MaxPredictions);
        WalkThroughStates(world);
    }

    /// <summary>A request; its tag changes from Queued to Reading to Decoding.</summary>
    public Archetype Queued { get; }

    /// <summary>A cached asset; its tag changes between Resident and Grace.</summary>
    public Archetype Resident { get; }

    /// <summary>A prediction.</summary>
    public Archetype Prediction { get; }

    /// <summary>
    /// Makes and destroys as many entities as there may be assets, up to a limit, so that the memory of their chunks is there and
    /// has been touched before a frame needs it.
    /// </summary>
    public void Prepare(World world, int assets)
    {
        var entities = new Entity[Math.Min(assets, MaxPrepared)];
        foreach (Archetype archetype in (Archetype[])[Queued, Resident])
        {
            world.CreateMany(archetype, entities);
            foreach (Entity entity in entities)
            {
                world.Destroy(entity);
            }
        }
    }

    /// <summary>Takes one entity through every change of state, so that the world learns the ways before a frame needs them.</summary>
    private void WalkThroughStates(World world)
    {
        Entity request = world.Create(Queued);
        world.Change<Queued, Reading>(request);
        world.Change<Reading, Queued>(request);
        world.Change<Queued, Reading>(request);
        world.Change<Reading, Decoding>(request);
        world.Change<Decoding, Queued>(request);
        world.Destroy(request);

        Entity cached = world.Create(Resident);
        world.Change<Resident, Grace>(cached);
        world.Change<Grace, Resident>(cached);
        world.Destroy(cached);
        world.Destroy(world.Create(Prediction));
    }
}
