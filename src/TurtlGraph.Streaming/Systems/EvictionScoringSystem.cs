using TurtlGraph.Caching;
using TurtlGraph.Ecs;
using TurtlGraph.Memory;

namespace TurtlGraph.Streaming;

/// <summary>
/// Frees memory whose grace is over, then evicts when memory is short: what nobody holds goes first, by score; what is held
/// gives way only to a more urgent request. While the system runs short of memory, what only prediction wants goes as well. Above the soft limit
/// what is not worth its memory is collected, a little in each update.
/// </summary>
internal sealed class EvictionScoringSystem : ISystem, IDisposable
{
    private const int CollectedRows = 2048;
    private const ulong AllSlots = ulong.MaxValue;

    private readonly RuntimeState _state;
    private readonly VictimScan _scan;
    private PressureGauge _gauge;

    // Assets that were looked at since the last one gave way, and the least urgent class they were looked at for.
    private long _fruitless;
    private int _fruitlessFor;

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
        if (wanted > 0)
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
        var rules = new VictimRules(_state);
        _scan.Score(VictimScan.MostRows, rules, AllSlots, float.NegativeInfinity, ref frame);
        long freed = EvictUpTo(wanted, rules, ref frame);
        if (_state.Unmet.Bytes == 0)
        {
            return;
        }

        NoteFruit(freed > 0);
        _state.Unmet.IsExhausted = _fruitless >= _state.Counters.ResidentAssets && freed == 0 && _state.Counters.GraceBytes == 0;
    }

    /// <summary>Nothing may give way only when all have been looked at: for this class, or for a more urgent one, which takes more.</summary>
    private void NoteFruit(bool isFruitful)
    {
        int urgency = _state.Unmet.Urgency;
        if (isFruitful || urgency < _fruitlessFor)
        {
            _fruitless = 0;
        }

        _fruitlessFor = _fruitless == 0 ? urgency : Math.Max(_fruitlessFor, urgency);
        _fruitless += isFruitful ? 0 : _scan.Scored;
    }

    private long EvictUpTo(long wanted, in VictimRules rules, ref Frame frame)
    {
        long freed = 0;
        long demanded = _state.Unmet.Bytes - _state.Counters.GraceBytes;
        long shed = _state.Relief.BytesToShed - _state.Counters.GraceBytes;
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

        var rules = new VictimRules(_state);
        _scan.Score(CollectedRows, rules, AllSlots, EvictionPressure.LeastWorthless(_gauge.Level), ref frame);
        long evicted = _state.Counters.Evictions;
        EvictUpTo(excess, rules, ref frame);
        _state.Counters.Collected += _state.Counters.Evictions - evicted;
    }
}
