using TurtlGraph.Ecs;
using TurtlGraph.Memory;
using TurtlGraph.Prediction;

namespace TurtlGraph.Streaming;

/// <summary>
/// The life of predictions: each is an entity that names an asset and wants its whole closure; what is wanted and absent is
/// queued as a request without holders. Counts what became of them.
/// </summary>
internal sealed class PredictionBook : IDisposable
{
    private readonly RuntimeState _state;
    private readonly NativeList<Entity> _entityOf;
    private readonly NativeList<int> _wants;
    private PrefetchStatistics _statistics;

    public PredictionBook(RuntimeState state)
    {
        _state = state;
        _entityOf = new NativeList<Entity>(state.Options.MaxAssets, "prediction entities");
        _wants = new NativeList<int>(state.Options.MaxAssets, "predicted wants");
    }

    /// <summary>Predictions alive.</summary>
    public int Count { get; private set; }

    public ref readonly PrefetchStatistics Statistics => ref _statistics;

    /// <summary>Makes room for the assets that have been mounted.</summary>
    public void Grow()
    {
        int more = _state.Catalog.Count - _wants.Count;
        _entityOf.AddUninitialized(more).Clear();
        _wants.AddUninitialized(more).Clear();
    }

    /// <summary>Makes a prediction, or confirms the one there is. Nothing happens for an asset that is there, held or broken.</summary>
    public void Predict(int asset, float neededAt, float confidence, PredictionSource source)
    {
        World world = _state.World;
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record is { Holds: 0, State: AssetState.Resident })
        {
            NoteNextUse(record.Owner, neededAt, confidence);
        }

        Entity known = _entityOf[asset];
        if (known != Entity.None)
        {
            world.Get<SeenAt>(known).Value = (float)_state.Now;
            world.Get<NeededAt>(known).Value = neededAt;
            world.Get<Confidence>(known).Value = confidence;
            return;
        }

        bool isMissing = record is { Holds: 0, State: AssetState.Absent or AssetState.Grace };
        if (!isMissing || (record.Prediction & PredictionMark.Broken) != 0 || Count >= _state.Options.MaxPredictions)
        {
            return;
        }

        Create(asset, neededAt, confidence, source);
    }

    /// <summary>Ends a prediction: it came true, or its time has passed.</summary>
    public void End(int asset)
    {
        Entity entity = _entityOf[asset];
        _entityOf[asset] = Entity.None;
        _state.World.Destroy(entity);
        Count--;
        foreach (int member in _state.Closures.Walk(asset))
        {
            if (--_wants[member] == 0)
            {
                _state.Requests.ForgetPrefetch(member);
            }
        }
    }

    /// <summary>Somebody asks for an asset that nobody held.</summary>
    public void OnDemand(int asset, ref AssetRecord record)
    {
        bool wasPrefetched = (record.Prediction & PredictionMark.Prefetched) != 0;
        record.Prediction &= ~(PredictionMark.Prefetched | PredictionMark.Broken);
        if (wasPrefetched)
        {
            _statistics.Used++;
            _statistics.CountNeed(wasPrefetched: true);
            _state.Record(TraceKind.PredictionUsed, asset);
        }
        else if (record.State == AssetState.Absent)
        {
            _statistics.CountNeed(wasPrefetched: false);
        }
    }

    /// <summary>An asset leaves memory, or its request is given up.</summary>
    public void OnLost(int asset, ref AssetRecord record)
    {
        if ((record.Prediction & PredictionMark.Prefetched) != 0)
        {
            record.Prediction &= ~PredictionMark.Prefetched;
            _statistics.Expired++;
            _state.Record(TraceKind.PredictionExpired, asset);
        }
    }

    public void Dispose()
    {
        _entityOf.Dispose();
        _wants.Dispose();
    }

    /// <summary>What is there already is kept for its next use: the surer and the sooner that is, the longer.</summary>
    private void NoteNextUse(Entity cached, float neededAt, float confidence)
    {
        float now = (float)_state.Now;
        _state.World.Get<NextUse>(cached).Value = now + (MathF.Max(0, neededAt - now) / MathF.Max(confidence, 0.05f));
    }

    private void Create(int asset, float neededAt, float confidence, PredictionSource source)
    {
        World world = _state.World;
        MountedBundle mounted = _state.Catalog.BundleOf(asset);
        Entity entity = world.Create(_state.Archetypes.Prediction);
        world.Get<AssetKey>(entity) = new AssetKey { Id = _state.IdOf(asset), Asset = asset, Bundle = _state.Catalog[asset].Bundle };
        world.Get<Confidence>(entity).Value = confidence;
        world.Get<NeededAt>(entity).Value = neededAt;
        world.Get<IssuedAt>(entity).Value = (float)_state.Now;
        world.Get<SeenAt>(entity).Value = (float)_state.Now;
        world.Get<PredictionOrigin>(entity).Source = source;
        _entityOf[asset] = entity;
        Count++;
        var want = new Want
        {
            Position = mounted.PositionOf(asset - mounted.FirstAsset),
            Radius = mounted.Bundle.Radii[asset - mounted.FirstAsset],
            Deadline = neededAt,
            LatestDeadline = neededAt,
            UrgencyBound = -1,
        };
        foreach (int member in _state.Closures.Walk(asset))
        {
            _wants[member]++;
            if (_state.Requests.QueuePrefetch(member, want))
            {
                _statistics.Issued++;
            }
        }

        _state.Record(TraceKind.Predicted, asset, (long)((neededAt - _state.Now) * 1000));
    }
}
