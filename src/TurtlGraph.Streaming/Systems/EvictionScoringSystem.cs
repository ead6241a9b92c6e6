using System.Numerics;
using System.Runtime.InteropServices;
using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Frees memory whose grace is over, then evicts when memory is short: what nobody holds goes first, by score; what is held
/// gives way only to a more urgent request. While the system runs short of memory, what only prediction wants goes as well.
/// </summary>
internal sealed class EvictionScoringSystem : ISystem, IDisposable
{
    private const int MaxVictims = 1024;

    // Lift what nobody holds above what prediction wants, and that above what somebody holds; the scores themselves are below 2.
    private const float UnheldLift = 8f;
    private const float PredictedLift = 4f;

    private readonly RuntimeState _state;
    private readonly Query _residents;
    private readonly EvictionWeights _weights;
    private readonly TopK _topK = new(MaxVictims);
    private readonly int[] _victims = new int[MaxVictims];
    private readonly NativeList<float> _scores;
    private readonly NativeList<int> _assets;
    private readonly Vector3[] _viewers = new Vector3[RuntimeState.MaxViewers];
    private PressureGauge _gauge;

    public EvictionScoringSystem(RuntimeState state)
    {
        _state = state;
        _residents = state.World.Query(new QueryDescription().All<AssetKey, EvictionScore, Resident>());
        _weights = EvictionPolicy.Parse(state.Options.EvictionPolicy);
        _scores = new NativeList<float>(state.Options.MaxAssets, "eviction scores");
        _assets = new NativeList<int>(state.Options.MaxAssets, "eviction candidates");
    }

    /// <summary>How full the payload memory is.</summary>
    public MemoryPressure Pressure => _gauge.Level;

    public void Run(ref Frame frame)
    {
        _state.Residents.FreeExpiredGrace(ref frame);
        _state.Residents.EvictUnheldOversized();
        _state.Relief.Update();
        _state.Compactor.Run(ref frame);
        _state.Relief.GiveBack(ref frame);
        _gauge.Update(_state.Payloads.UsedBytes, _state.Payloads.Capacity);
        long wanted = BytesToFree();
        if (wanted <= 0)
        {
            return;
        }

        ScoreResidents();
        long freed = EvictUpTo(wanted, ref frame);
        if (_state.Unmet.Bytes > 0)
        {
            _state.Unmet.IsExhausted = freed == 0 && _state.Counters.GraceBytes == 0;
        }
    }

    /// <summary>Makes room for all assets, so that no frame has to ask the system for memory.</summary>
    public void Prepare()
    {
        _scores.EnsureCapacity(_state.Catalog.Count);
        _assets.EnsureCapacity(_state.Catalog.Count);
    }

    public void Dispose()
    {
        _scores.Dispose();
        _assets.Dispose();
    }

    /// <summary>What requests lacked, or what is missing to the free share kept ready; less what is in grace already.</summary>
    private long BytesToFree()
    {
        Counters counters = _state.Counters;
        long shed = _state.Relief.BytesToShed;
        if (_state.Unmet.Bytes > 0)
        {
            return _state.Unmet.Bytes + _state.Unmet.FurtherBytes + shed - counters.GraceBytes;
        }

        if (shed > 0)
        {
            return shed - counters.GraceBytes;
        }

        long keptFree = _state.Payloads.Capacity / 16;
        return keptFree - _state.Payloads.FreeBytes - _state.Compactor.Bytes - _state.Compactor.HeldBytes - counters.GraceBytes;
    }

    private void ScoreResidents()
    {
        int viewers = _state.ViewerCount;
        for (int i = 0; i < viewers; i++)
        {
            _viewers[i] = _state.Viewers[i].Position;
        }

        _scores.Clear();
        _assets.Clear();
        foreach (ref readonly Chunk chunk in _residents)
        {
            EvictionScoring.Score(ColumnsOf(chunk), _weights, (float)_state.Now, _viewers.AsSpan(0, viewers), chunk.PaddedSpan<EvictionScore, float>());
            MemoryMarshal.Cast<EvictionScore, float>(chunk.Span<EvictionScore>()).CopyTo(_scores.AddUninitialized(chunk.Count));
            ReadOnlySpan<AssetKey> keys = chunk.Span<AssetKey>();
            ReadOnlySpan<KeepClass> classes = chunk.Span<KeepClass>();
            Span<int> assets = _assets.AddUninitialized(chunk.Count);
            Span<float> scores = _scores.Span[^chunk.Count..];
            for (int i = 0; i < keys.Length; i++)
            {
                assets[i] = keys[i].Asset;
                scores[i] += LiftOf(classes[i].Value);
            }
        }
    }

    private static float LiftOf(float keepClass) =>
        keepClass >= ResidencyBook.Unheld ? UnheldLift : keepClass >= ResidencyBook.Predicted ? PredictedLift : 0;

    private static EvictionColumns ColumnsOf(in Chunk chunk) => new()
    {
        LastUsed = chunk.PaddedSpan<LastUsed, float>(),
        LoadedAt = chunk.PaddedSpan<LoadedAt, float>(),
        UseCount = chunk.PaddedSpan<UseCount, float>(),
        SizeBytes = chunk.PaddedSpan<SizeBytes, float>(),
        KeepClass = chunk.PaddedSpan<KeepClass, float>(),
        PositionX = chunk.PaddedSpan<PositionX, float>(),
        PositionY = chunk.PaddedSpan<PositionY, float>(),
        PositionZ = chunk.PaddedSpan<PositionZ, float>(),
    };

    private long EvictUpTo(long wanted, ref Frame frame)
    {
        PriorityParameters parameters = PriorityParameters.From(_state.Options, _state.Now);
        int count = _topK.Select(_scores.Span, MaxVictims, _victims);
        long freed = 0;
        long demanded = _state.Unmet.Bytes - _state.Counters.GraceBytes;
        long shed = _state.Relief.BytesToShed - _state.Counters.GraceBytes;
        for (int i = 0; i < count && freed < wanted; i++)
        {
            int asset = _assets[_victims[i]];
            Entity cached = _state.Catalog[asset].Owner;
            bool isShed = freed < shed && _state.Catalog[asset].Holds == 0;
            if (isShed || MayGiveWay(asset, cached, freed < demanded, parameters))
            {
                long bytes = _state.World.Get<Payload>(cached).Block.Length;
                freed += _state.Residents.TryEvict(asset) ? bytes : 0;
                if (freed > 0 && frame.TimeIsUp)
                {
                    frame.CarryOver();
                    break;
                }
            }
        }

        return freed;
    }

    /// <summary>
    /// Whether nobody wants the asset; or prediction wants it and the request that lacks memory is a demand; or it is held and
    /// that request is more urgent than its holders are now. What is wanted gives way only for what that request's class lacks, and what
    /// is held never for bytes that are free but scattered: those are moved together.
    /// </summary>
    private bool MayGiveWay(int asset, Entity cached, bool isDemanded, in PriorityParameters parameters)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.Holds == 0)
        {
            return (isDemanded && _state.Unmet.Urgency < (int)ResidencyBook.Unheld) || (record.Prediction & PredictionMark.Wanted) == 0;
        }

        if (!isDemanded || _state.Unmet.IsScattered)
        {
            return false;
        }

        World world = _state.World;
        int bound = world.Get<UrgencyBound>(cached).Value;
        var position = new Vector3(world.Get<PositionX>(cached).Value, world.Get<PositionY>(cached).Value, world.Get<PositionZ>(cached).Value);
        bool isByDistance = bound is < 0 or >= UrgencyBound.OrNearer;
        if (isByDistance && float.IsNaN(position.X))
        {
            return false;
        }

        ReadOnlySpan<Viewer> viewers = _state.Viewers.AsSpan(0, _state.ViewerCount);
        Urgency byDistance = PriorityKernel.ClassAt(position, world.Get<BoundingRadius>(cached).Value, viewers, parameters);
        return (int)UrgencyBound.Resolve(bound, byDistance) > _state.Unmet.Urgency;
    }
}
