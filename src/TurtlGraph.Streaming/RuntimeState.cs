using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// What the systems of one runtime share. Belongs to the frame thread, but for the parts that say otherwise
/// (<see cref="Catalog"/>, <see cref="Handles"/>, <see cref="Submissions"/>, <see cref="Accesses"/>).
/// </summary>
internal sealed class RuntimeState : IDisposable
{
    public RuntimeState(StreamingOptions options, LoadPipelineFactory createPipeline, MemoryPressureMonitor? monitor = null, StoredByteSource? stored = null)
    {
        Stored = stored;
        Options = options;
        World = new World();
        Archetypes = new RuntimeArchetypes(World, options);
        Accesses = new AccessLog();
        Catalog = new AssetCatalog(options.MaxAssets, Accesses);
        Handles = new HandleTable(options.MaxHandles);
        Submissions = new BoundedRing<SubmitCommand>(options.SubmitQueueLength, "submit ring");

        // A read into huge pages is one piece to the device instead of one a page: up to 1.7 times as fast.
        Staging = new PayloadArena(new PayloadArenaOptions { CapacityBytes = options.EffectiveStagingBytes, Name = "streaming staging", HugePages = HugePages.Transparent });

        // Arenas round up to whole cache lines; together they must not be larger than the budget.
        Payloads = new PayloadStore((options.MemoryBudgetBytes - Staging.Capacity - CacheLine.AlignUp(options.CompressedTierBytes)) & -CacheLine.Size);
        TypeBudgets = new TypeBudgets(options.TypeBudgets);
        Trace = new DecisionTrace(options.TraceCapacity, isHashed: options.Recorder is not null);
        Relief = new MemoryRelief(this, monitor);
        Closures = new ClosureWalker(Catalog, options.MaxAssets);
        Compactor = new Compactor(this);
        Copies = options.CompressedTierBytes > 0 ? new CompressedCopies(this) : null;
        Pipeline = createPipeline(Catalog, Copies);
        Demotions = new Demotions(this);
        Levels = new LevelTable(Catalog, options.MaxAssets);
        Dependents = new Dependents(this);
        Expiries = new ExpiryBook(this);
        Residents = new ResidencyBook(this);
        Policy = ResidentPolicy.Create(this);
        Predictions = new PredictionBook(this);
        Bandwidth = new BandwidthBuckets(options);
        Window = new InFlightWindow(options.MaxBytesInFlight);
        Requests = new RequestBook(this, options.MaxAssets);
        options.Recorder?.Attach(this);
    }

    public delegate LoadPipeline LoadPipelineFactory(AssetCatalog catalog, CompressedCopies? copies);

    public StreamingOptions Options { get; }

    /// <summary>The byte source, when it has a disk store before it.</summary>
    public StoredByteSource? Stored { get; }

    public World World { get; }

    public RuntimeArchetypes Archetypes { get; }

    public AssetCatalog Catalog { get; }

    public HandleTable Handles { get; }

    public BoundedRing<SubmitCommand> Submissions { get; }

    public AccessLog Accesses { get; }

    public PayloadArena Staging { get; }

    public PayloadStore Payloads { get; }

    public TypeBudgets TypeBudgets { get; }

    public Compactor Compactor { get; }

    public DecisionTrace Trace { get; }

    public MemoryRelief Relief { get; }

    public ClosureWalker Closures { get; }

    public LoadPipeline Pipeline { get; }

    public ResidencyBook Residents { get; }

    /// <summary>What names the victims, where the options choose a cache policy.</summary>
    public ResidentPolicy? Policy { get; }

    public Demotions Demotions { get; }

    /// <summary>The compressed tier; <see langword="null"/> when there is none.</summary>
    public CompressedCopies? Copies { get; }

    public LevelTable Levels { get; }

    public Dependents Dependents { get; }

    public ExpiryBook Expiries { get; }

    public RequestBook Requests { get; }

    public PredictionBook Predictions { get; }

    public BandwidthBuckets Bandwidth { get; }

    public InFlightWindow Window { get; }

    public LoadSpeed Speed { get; } = new();

    public ViewerTurns Turns { get; } = new();

    public AdmissionList Admissions { get; } = new();

    public Counters Counters { get; } = new();

    /// <summary>Bytes that requests could not reserve since the last eviction pass, by the most urgent class that lacked them.</summary>
    public MemoryDemand Unmet;

    /// <summary>Seconds since the runtime was made, at the start of this update.</summary>
    public double Now { get; set; }

    /// <summary>Seconds since the last update, on the runtime's clock: bandwidth goes on while the game is paused.</summary>
    public double ElapsedSeconds { get; set; }

    /// <summary>Seconds since the last update, as the game told.</summary>
    public double DeltaTime { get; set; }

    /// <summary>Whether the game shows a loading screen, so that the length of its frames says nothing.</summary>
    public bool IsLoadingScreen { get; set; }

    /// <summary>Number of this update, from 1.</summary>
    public uint Frame { get; set; }

    /// <summary>The viewers of this update; the first <see cref="ViewerCount"/> are valid.</summary>
    public Viewer[] Viewers { get; } = new Viewer[MaxViewers];

    public int ViewerCount { get; set; }

    public const int MaxViewers = 8;

    public AssetId IdOf(int asset) => Catalog.IdOf(asset);

    public void Record(TraceKind kind, int asset, long detail = 0)
    {
        Trace.Record(kind, Catalog.IdOf(asset), Frame, detail);
        Options.Recorder?.Decision(kind, asset, detail);
    }

    /// <summary>Records what names no asset.</summary>
    public void RecordPressure(long detail)
    {
        Trace.Record(TraceKind.PressureChanged, default, Frame, detail);
        Options.Recorder?.Decision(TraceKind.PressureChanged, -1, detail);
    }

    public void Dispose()
    {
        Options.Recorder?.Dispose();
        Demotions.Dispose();
        Pipeline.Dispose();
        Copies?.Dispose();
        Requests.Dispose();
        Predictions.Dispose();
        Residents.Dispose();
        Policy?.Dispose();
        Dependents.Dispose();
        Levels.Dispose();
        Closures.Dispose();
        World.Dispose();
        Compactor.Dispose();
        Payloads.Dispose();
        Staging.FreeAll();
        Staging.Dispose();
        Accesses.Dispose();
        Submissions.Dispose();
        Handles.Dispose();
        Trace.Dispose();
        Catalog.Dispose();
    }
}
