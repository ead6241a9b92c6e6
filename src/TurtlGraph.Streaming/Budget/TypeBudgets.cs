using TurtlGraph.Bundles;

namespace TurtlGraph.Streaming;

/// <summary>
/// The budgets of types, each with a slot from 1; slot 0 stands for all types that have only the total. An asset is charged from its reservation to
/// the end of its grace frames.
/// </summary>
internal sealed class TypeBudgets
{
    public const int Most = 63;

    private readonly TypeBudget[] _budgets;
    private readonly MemoryDemand[] _demands;
    private int _turn;

    public TypeBudgets(IReadOnlyDictionary<string, long> bytesByName)
    {
        _budgets = [.. bytesByName.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new TypeBudget(pair.Key, pair.Value))];
        _demands = new MemoryDemand[_budgets.Length + 1];
    }

    /// <summary>The budgets; the one of slot n is at n - 1.</summary>
    public IReadOnlyList<TypeBudget> All => _budgets;

    /// <summary>Slots, the one for the rest among them.</summary>
    public int Slots => _demands.Length;

    public TypeBudget this[int slot] => _budgets[slot - 1];

    /// <summary>What requests lacked because of a slot's budget, not the total; slot 0 is unused.</summary>
    public ref MemoryDemand Demand(int slot) => ref _demands[slot];

    /// <summary>The slot of each type number of a bundle.</summary>
    public byte[] SlotsOf(Bundle bundle)
    {
        var slots = new byte[256];
        for (int type = 0; _budgets.Length > 0 && type < slots.Length; type++)
        {
            string name = bundle.TypeName((byte)type);
            slots[type] = (byte)(Array.FindIndex(_budgets, budget => budget.Name == name) + 1);
        }

        return slots;
    }

    /// <summary>Most bytes that one asset charged to the slot may have.</summary>
    public long LimitOf(int slot) => slot == 0 ? long.MaxValue : _budgets[slot - 1].Bytes;

    public bool HasRoomFor(int slot, long bytes) => slot == 0 || _budgets[slot - 1].HasRoomFor(bytes);

    public void Charge(int slot, long bytes)
    {
        if (slot > 0)
        {
            _budgets[slot - 1].Charge(bytes);
        }
    }

    public void CountGrace(int slot, long bytes)
    {
        if (slot > 0)
        {
            _budgets[slot - 1].GraceBytes += bytes;
        }
    }

    /// <summary>Forgets what the last frame lacked.</summary>
    public void ClearDemands()
    {
        foreach (ref MemoryDemand demand in _demands.AsSpan())
        {
            demand.Clear();
        }
    }

    /// <summary>Whether somewhere nothing of a type may give way for a request that lacks that type's budget.</summary>
    public bool IsAnyExhausted()
    {
        foreach (ref readonly MemoryDemand demand in _demands.AsSpan())
        {
            if (demand.IsExhausted)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next slot, by turns, whose requests lacked its own budget in this frame; 0 when there is none.</summary>
    public int NextLacking()
    {
        int turn = _turn;
        for (int i = 1; i < _demands.Length; i++)
        {
            turn = turn + 1 < _demands.Length ? turn + 1 : 1;
            if (_demands[turn].Bytes > 0)
            {
                return _turn = turn;
            }

            _demands[turn].IsExhausted = false;
        }

        return 0;
    }

    /// <summary>Whether a budget is exceeded: never.</summary>
    public bool IsAnyExceeded()
    {
        foreach (TypeBudget budget in _budgets)
        {
            if (budget.UsedBytes > budget.Bytes || budget.UsedBytes < 0)
            {
                return true;
            }
        }

        return false;
    }
}
