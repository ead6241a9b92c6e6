using TurtlGraph.Bundles;
using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.IO;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// The asset runtime: a game says which assets it wants and where the viewers are; <see cref="Update"/> decides, inside a fixed
/// slice of processor time, what to read, in which order, what to keep, what to drop and what will be wanted next.
/// </summary>
/// <remarks>
/// Thread-safety: <see cref="Request(AssetId, in Demand, out AssetHandle)"/>, <see cref="Cancel"/>, <see cref="Release"/>,
/// <see cref="Pin"/>, <see cref="Unpin"/>, <see cref="Status"/>, <see cref="Failure"/> and both TryGet come from any thread, take no lock, never block
/// and allocate nothing. Everything else belongs to one thread, the frame thread.
/// </remarks>
public sealed partial class AssetRuntime : IDisposable
{
    private readonly RuntimeState _state;
    private readonly AssetCatalog _catalog;
    private readonly ResidencyTable _residents;
    private readonly SystemGroup _systems;
    private readonly IByteSource _source;
    private readonly OverdueRequests _overdue;
    private readonly IoCompletionSystem _completion;
    private readonly PredictionSystem _prediction;
    private readonly MetricsSystem _metrics;
    private readonly BandwidthAllocationSystem _allocation;
    private readonly EvictionScoringSystem _eviction;
    private readonly MemoryPressureMonitor? _ownMonitor;
    private readonly UpdateTimer _timer = new();
    private readonly bool _isCutShort;
    private readonly ViewerMotion _motion = new();
    private readonly long _startTimestamp;
    private bool _disposed;

    /// <summary>Makes a runtime and starts its threads; with a <see cref="VirtualClock"/> there are none.</summary>
    /// <exception cref="ArgumentException">An option cannot work; the message says which and why.</exception>
    public AssetRuntime(StreamingOptions? options = null) : this(options, processorClock: null) { }

    /// <summary>The same, with a clock that the systems' time is measured by; with none a virtual run is never cut short.</summary>
    internal AssetRuntime(StreamingOptions? options, TimeProvider? processorClock)
    {
        options ??= new StreamingOptions();
        options.Validate();
        bool isVirtual = options.Clock is VirtualClock;
        _source = OpenSource(options, isVirtual);
        int operations = Math.Min(options.MaxReadsInFlight, _source.QueueDepth);
        _ownMonitor = options.PressureMonitor is null && !isVirtual && options.PressureInterval > TimeSpan.Zero
            ? new MemoryPressureMonitor(new MemoryPressureOptions { Interval = options.PressureInterval })
            : null;
        PressureMonitor = options.PressureMonitor ?? _ownMonitor;
        _state = new RuntimeState(
            options,
            (catalog, copies) => new LoadPipeline(
                _source, options.RetrySource, catalog, new EntryDecoder(options.Codecs), copies, operations, isVirtual ? 0 : options.DecodeWorkers, options.VirtualDecodeBytesPerSecond),
            PressureMonitor,
            _source as StoredByteSource);
        _catalog = _state.Catalog;
        _residents = _catalog.Table;
        PinMemory(options);
        _startTimestamp = options.Clock.GetTimestamp();

        // A virtual clock stands still during an update, so nothing is cut short there and every decision repeats.
        _isCutShort = !isVirtual || processorClock is not null;
        FrameBudget = options.FrameBudget;
        _systems = new SystemGroup(_state.World, processorClock);
        _overdue = new OverdueRequests(_state);
        _completion = new IoCompletionSystem(_state, _overdue);
        _prediction = new PredictionSystem(_state);
        _allocation = new BandwidthAllocationSystem(_state);
        _eviction = new EvictionScoringSystem(_state);
        _metrics = new MetricsSystem(_state, _eviction, _prediction, _systems.Statistics);
        AddSystems();
    }

    private static IByteSource OpenSource(StreamingOptions options, bool isVirtual)
    {
        IByteSource source = options.Source ?? ByteSources.Open(new ByteSourceOptions
        {
            Kind = options.SourceKind,
            QueueDepth = options.MaxReadsInFlight,
            Scheduling = new SchedulingOptions { MaxGapBytes = options.MaxCoalesceGapBytes },
        });
        if (options.Store is not { } store)
        {
            return source;
        }

        StoredByteSourceOptions reads = options.StoredReads ?? new StoredByteSourceOptions();
        return new StoredByteSource(source, store, reads with { Clock = options.Clock, Workers = isVirtual ? 0 : Math.Max(1, reads.Workers) });
    }

    private unsafe void PinMemory(StreamingOptions options)
    {
        if (options.PinMemory)
        {
            _source.RegisterMemory(_state.Payloads.Base, _state.Payloads.Capacity);
            _source.RegisterMemory(_state.Staging.Base, _state.Staging.Capacity);
            options.RetrySource?.RegisterMemory(_state.Payloads.Base, _state.Payloads.Capacity);
            options.RetrySource?.RegisterMemory(_state.Staging.Base, _state.Staging.Capacity);
        }
    }

    /// <summary>Seconds since the runtime was made, on its clock, as of the last <see cref="Update"/>.</summary>
    public double Time => _state.Now;

    /// <summary>Number of updates so far.</summary>
    public long FrameNumber => _state.Frame;

    /// <summary>The figures as of the end of the last <see cref="Update"/>. The reference stays valid; its contents change with each update.</summary>
    public ref readonly RuntimeMetrics Metrics => ref _metrics.Current;

    /// <summary>The figures of each of the ten systems, in their order.</summary>
    public IReadOnlyList<SystemStatistics> Systems => _systems.Statistics;

    /// <summary>Every decision, in order.</summary>
    public DecisionTrace Trace => _state.Trace;

    /// <summary>The entities themselves: requests, cached assets and predictions. To be read between updates, never changed.</summary>
    public World World => _state.World;

    /// <summary>Who tells the runtime how scarce the system's memory is; <see langword="null"/> when nobody does. Any thread.</summary>
    public MemoryPressureMonitor? PressureMonitor { get; }

    /// <summary>The budgets of types, by name; see <see cref="StreamingOptions.TypeBudgets"/>.</summary>
    public IReadOnlyList<TypeBudget> TypeBudgets => _state.TypeBudgets.All;

    internal RuntimeState State => _state;

    /// <summary>The name of the byte source in use.</summary>
    public string SourceName => _source.Name;

    /// <summary>How the byte source works here and why it was taken, in words for people; may be empty.</summary>
    public string SourceDetail => _source.Detail;

    /// <summary>Opens a bundle file and makes its assets known. Between updates, on the frame thread; reads the tables, so not for a running game's frame.</summary>
    /// <returns>The open bundle, owned by the runtime.</returns>
    /// <exception cref="BundleFormatException">The file is not a sound bundle.</exception>
    /// <exception cref="UntrustedBundleException">None of <see cref="StreamingOptions.TrustedKeys"/> has signed it.</exception>
    /// <exception cref="ArgumentException">It holds an entry larger than the staging memory.</exception>
    public Bundle Open(string path)
    {
        var bundle = Bundle.Open(path);
        try
        {
            Mount(bundle, ownsBundle: true);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>Makes the assets of an open bundle known; the caller keeps it open as long as the runtime lives, and disposes it afterwards.</summary>
    /// <exception cref="UntrustedBundleException">None of <see cref="StreamingOptions.TrustedKeys"/> has signed it.</exception>
    /// <exception cref="ArgumentException">It holds an entry larger than the staging memory.</exception>
    public void Mount(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Mount(bundle, ownsBundle: false);
    }

    /// <summary>
    /// Lets copies of one asset expire: the one in memory in <paramref name="timeToLive"/> from now, later ones so long after they were loaded.
    /// An expired copy is found no more from the next <see cref="Update"/> on, whoever holds a handle, and is never rescued; a request
    /// reads the asset anew. Resolution 10 ms. On the frame thread, between updates.
    /// </summary>
    /// <param name="id">The asset.</param>
    /// <param name="timeToLive">Above zero; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns><see langword="false"/> when no mounted bundle holds the asset.</returns>
    public bool SetTimeToLive(AssetId id, TimeSpan timeToLive)
    {
        if (timeToLive != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive, TimeSpan.Zero);
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        bool isKnown = _catalog.TryFind(id, out int asset);
        if (isKnown)
        {
            _state.Expiries.Set(asset, timeToLive);
        }

        return isKnown;
    }

    /// <summary>
    /// Runs one frame: the ten systems, in order, inside <see cref="FrameBudget"/>.
    /// </summary>
    /// <param name="viewers">
    /// From where the world is looked at; at most 8, the rest is ignored. A radius, an angle or a direction that makes no sense
    /// (a default <see cref="Viewer"/> has none) is taken as the default one.
    /// </param>
    /// <param name="deltaTime">Seconds since the last update.</param>
    public void Update(ReadOnlySpan<Viewer> viewers, double deltaTime)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _timer.Start();
        TimeProvider clock = _state.Options.Clock;
        double now = clock.GetElapsedTime(_startTimestamp, clock.GetTimestamp()).TotalSeconds;
        _state.ElapsedSeconds = now - _state.Now;
        _state.Now = now;
        deltaTime = double.IsFinite(deltaTime) ? Math.Max(0, deltaTime) : 0;
        _state.DeltaTime = deltaTime;
        _state.Frame++;
        _state.Catalog.BeginFrame(now);
        _state.ViewerCount = Math.Min(viewers.Length, RuntimeState.MaxViewers);
        for (int i = 0; i < _state.ViewerCount; i++)
        {
            Viewer viewer = viewers[i].Sanitized();
            _state.Viewers[i] = viewer with { Velocity = _motion.VelocityOf(i, viewer, deltaTime) };
        }

        _state.Options.Recorder?.BeginFrame();
        StepWarming();
        TimeSpan budget = IsLoadingScreen ? TimeSpan.Zero : FrameBudget;
        _systems.Run(deltaTime, _isCutShort && budget > TimeSpan.Zero ? budget : Timeout.InfiniteTimeSpan);
        _timer.Stop(budget);
        _metrics.NoteUpdate(_timer);
    }

    /// <summary>
    /// Stops the threads, ends every open request as cancelled and frees all memory. No other call may be running. Of what was there,
    /// <see cref="Metrics"/> can still be read: no request is open in them.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _state.Requests.CancelAllPending();
        _metrics.CopyRequests();
        _systems.Dispose();
        _overdue.Dispose();
        _prediction.Dispose();
        _allocation.Dispose();
        _eviction.Dispose();
        _state.Dispose();
        _ownMonitor?.Dispose();
    }

    private void Mount(Bundle bundle, bool ownsBundle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_state.Options.TrustedKeys is { Count: > 0 } trusted)
        {
            bundle.RequireSignature(trusted, _state.Options.MinSignedVersion);
        }

        long staging = _state.Staging.Capacity;
        for (int entry = 0; entry < bundle.Count; entry++)
        {
            BundleEntry row = bundle[entry];
            if (row.Codec != CodecId.None && row.StoredLength > staging)
            {
                throw new ArgumentException(
                    $"'{bundle.Name(entry)}' in {bundle.Path} is {row.StoredLength:N0} bytes compressed, more than the {staging:N0} bytes of staging memory. "
                    + $"Raise StreamingOptions.StagingBytes to at least {row.StoredLength:N0}.", nameof(bundle));
            }
        }

        MountedBundle mounted = _state.Catalog.Mount(
            bundle, _source.AddFile(bundle.Path), ownsBundle, _state.TypeBudgets.SlotsOf(bundle), AddFileElsewhere(bundle.Path));
        _state.Options.Recorder?.Mount(mounted);
        _state.Levels.Add(mounted);
        _state.Dependents.Grow();
        _prediction.RebuildIndex();
        _allocation.Prepare();
        _state.Residents.Prepare();
        _state.Requests.Prepare();
        _state.Expiries.Prepare();
        _state.Copies?.Prepare();
        _state.Archetypes.Prepare(_state.World, bundle.Count);
        _state.Options.WarmingHistory?.EnsureCapacity(_state.Catalog.Count);
    }

    private int AddFileElsewhere(string path)
    {
        try
        {
            return _state.Options.RetrySource?.AddFile(path) ?? -1;
        }
        catch (ByteSourceException)
        {
            // It does not have this file; retries then go where the first attempt goes.
            return -1;
        }
    }
}
