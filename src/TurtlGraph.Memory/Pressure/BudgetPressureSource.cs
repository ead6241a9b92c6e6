namespace TurtlGraph.Memory;

/// <summary>Pressure from a budget of one's own: bytes in use of bytes allowed.</summary>
public sealed class BudgetPressureSource : PressureSource
{
    private readonly Func<long> _usedBytes;
    private long _budgetBytes;

    /// <summary>Measures what a profile has committed, all tiers together, against a budget.</summary>
    public BudgetPressureSource(MemoryProfile profile, long budgetBytes)
        : this(() => profile.CommittedBytes, budgetBytes) => ArgumentNullException.ThrowIfNull(profile);

    /// <summary>Measures what <paramref name="usedBytes"/> tells, which the monitor's thread calls.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The budget is not positive.</exception>
    public BudgetPressureSource(Func<long> usedBytes, long budgetBytes)
        : base("budget")
    {
        ArgumentNullException.ThrowIfNull(usedBytes);
        _usedBytes = usedBytes;
        BudgetBytes = budgetBytes;
    }

    /// <summary>The budget in bytes; may be changed at any time, by any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The budget is not positive.</exception>
    public long BudgetBytes
    {
        get => Volatile.Read(ref _budgetBytes);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            Volatile.Write(ref _budgetBytes, value);
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(out PressureReading reading)
    {
        long used = _usedBytes(), budget = BudgetBytes;
        reading = new PressureReading((double)used / budget, used, budget);
        return true;
    }
}
