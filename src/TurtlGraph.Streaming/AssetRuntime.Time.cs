namespace TurtlGraph.Streaming;

/// <summary>How the time of an update is given out.</summary>
public sealed partial class AssetRuntime
{
    /// <summary>
    /// Processor time that the next updates may take: <see cref="StreamingOptions.FrameBudget"/> until it is set. Zero or less: no
    /// limit. Systems share it by weight: what one does not use is passed on to those behind it; one whose share is used up goes on in the next
    /// update where it stopped. With a <see cref="IO.VirtualClock"/> nothing is cut short.
    /// </summary>
    public TimeSpan FrameBudget { get; set; }

    /// <summary>
    /// Whether a loading screen is shown: updates have no limit of time, and long frames do not lower the bandwidth. Default false.
    /// </summary>
    public bool IsLoadingScreen
    {
        get => _state.IsLoadingScreen;
        set => _state.IsLoadingScreen = value;
    }

    private void AddSystems()
    {
        _systems.Add("Ingest", new IngestSystem(_state), 2);
        _systems.Add("IoCompletion", _completion, 3);
        _systems.Add("Access", new AccessSystem(_state), 1);
        _systems.Add("Prediction", _prediction, 2);
        _systems.Add("PriorityRecalculation", new PriorityRecalculationSystem(_state), 2);
        _systems.Add("BandwidthAllocation", _allocation, 1);
        _systems.Add("Submit", new SubmitSystem(_state, _overdue), 2);
        _systems.Add("EvictionScoring", _eviction, 2);
        _systems.Add("PrefetchAdaptation", new PrefetchAdaptationSystem(_state, _prediction), 0.2);
        _systems.Add("Metrics", _metrics, 0.5);
    }
}
