using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Frees memory whose grace is over, then evicts when memory is short: what nobody holds goes first, by score; what is held
/// gives way only to a more urgent request. While the system runs short of memory, what only prediction wants goes as well. Above the soft limit
/// what is not worth its memory is collected, a little in each update.
/// </summary>
internal sealed partial class EvictionScoringSystem : ISystem, IDisposable
{
    private const int CollectedRows = 2048;
    private const ulong AllSlots = ulong.MaxValue;

    private readonly RuntimeState _state;
    private readonly VictimScan _scan;
    private PressureGauge _gauge;

    public EvictionScoringSystem(RuntimeState state)
    {
        _state = state;
        _scan = new VictimScan(state);
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
        int slot = _state.TypeBudgets.NextLacking();
        bool isTypesTurn = slot > 0 && (wanted <= 0 || (_state.Frame & 1) == 0);
        if (isTypesTurn)
        {
            EvictOfType(slot, ref frame);
        }
        else if (wanted > 0)
        {
            Evict(wanted, ref frame);
        }
        else
        {
            Collect(ref frame);
        }
    }

    public void Dispose() => _scan.Dispose();

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

    private void Evict(long wanted, ref Frame frame)
    {
        var rules = new VictimRules(_state, _state.Unmet);
        long byPolicy = _state.Policy is { } policy ? EvictByPolicy(policy, wanted, rules, ref frame) : 0;
        if (byPolicy > 0)
        {
            _state.Unmet.NoteLook(0, _state.Counters.ResidentAssets, isFruitful: true, isMemoryOnItsWay: true);
            return;
        }

        _scan.Score(VictimScan.MostRows, rules, AllSlots, float.NegativeInfinity, ref frame);
        long grace = _state.Counters.GraceBytes;
        long freed = EvictUpTo(wanted, _state.Unmet.Bytes - grace, _state.Relief.BytesToShed - grace, rules, ref frame);
        if (_state.Unmet.Bytes > 0)
        {
            _state.Unmet.NoteLook(_scan.Scored, _state.Counters.ResidentAssets, freed > 0, grace > 0);
        }
    }

    /// <summary>A type's budget is used up: only what is charged to it can help.</summary>
    private void EvictOfType(int slot, ref Frame frame)
    {
        ref MemoryDemand demand = ref _state.TypeBudgets.Demand(slot);
        TypeBudget budget = _state.TypeBudgets[slot];
        long grace = budget.GraceBytes;
        long lacking = demand.Bytes - (budget.Bytes - budget.UsedBytes) - grace;
        if (lacking <= 0)
        {
            return;
        }

        var rules = new VictimRules(_state, demand);
        _scan.Score(VictimScan.MostRows, rules, 1UL << slot, float.NegativeInfinity, ref frame);
        long freed = EvictUpTo(lacking, lacking, 0, rules, ref frame);
        demand.NoteLook(_scan.Scored, _state.Counters.ResidentAssets, freed > 0, grace > 0);
    }

    private long EvictUpTo(long wanted, long demanded, long shed, in VictimRules rules, ref Frame frame)
    {
        long freed = 0;
        for (ReadOnlySpan<int> victims = _scan.TakeBest(); !victims.IsEmpty && freed < wanted; victims = _scan.TakeBest())
        {
            foreach (int asset in victims)
            {
                if (MayGo(asset, freed < demanded, freed < shed))
                {
                    freed += _state.Residents.EvictUnit(asset, rules);
                }

                if (freed >= wanted)
                {
                    return freed;
                }

                if (freed > 0 && frame.TimeIsUp)
                {
                    frame.CarryOver();
                    return freed;
                }
            }
        }

        return freed;
    }

    /// <summary>What is wanted gives way only for the bytes that the most urgent class lacks, or that the system does.</summary>
    private bool MayGo(int asset, bool isDemanded, bool isShed)
    {
        ref AssetRecord record = ref _state.Catalog[asset];
        if (record.State != AssetState.Resident)
        {
            // Went with another one that it depends on.
            return false;
        }

        if (_state.Levels.StandsIn(asset))
        {
            return false;
        }

        return isDemanded || !RequestBook.IsWanted(record) || (isShed && record.Holds == 0);
    }

    /// <summary>Above the soft limit: what nobody wants goes when its score, times the pressure, says that it is not worth its memory.</summary>
    private void Collect(ref Frame frame)
    {
        long soft = (long)(_state.Payloads.Capacity * _state.Options.SoftMemoryLimit);
        long excess = _state.Payloads.UsedBytes - soft - _state.Counters.GraceBytes;
        if (excess <= 0 || frame.TimeIsUp)
        {
            return;
        }

        var rules = new VictimRules(_state, default);
        _scan.Score(CollectedRows, rules, AllSlots, EvictionPressure.LeastWorthless(_gauge.Level), ref frame);
        long evicted = _state.Counters.Evictions;
        EvictUpTo(excess, 0, 0, rules, ref frame);
        _state.Counters.Collected += _state.Counters.Evictions - evicted;
    }
}
