using System.Diagnostics;

namespace TurtlGraph.Flythrough;

/// <summary>
/// Times updates on one thread and says, for one over its budget, whether the code or the machine is the cause. An update
/// is <see cref="UpdateVerdict.Preempted"/> only when it never gave the processor away itself (no voluntary switch: it did
/// not wait, sleep or block) and either its processor time is within the budget and the kernel took the processor from
/// it, or the host stole time from the virtual machine meanwhile. Everything else over the budget counts against the code.
/// </summary>
internal sealed class UpdateMeter(TimeSpan budget, int capacity) : IDisposable
{
    private readonly StealClock _steal = new();
    private readonly double _budgetMicroseconds = budget.TotalMicroseconds;
    private ThreadUsage _before;
    private long _stealBefore, _started;

    /// <summary>Wall time of each update, microseconds.</summary>
    public Samples Microseconds { get; } = new(capacity);

    public long OverBudget { get; private set; }

    public long Preempted { get; private set; }

    /// <summary>Wall time of the last update, microseconds.</summary>
    public double LastMicroseconds { get; private set; }

    public void Begin()
    {
        _stealBefore = _steal.Read();
        _before = ThreadUsage.Read();
        _started = Stopwatch.GetTimestamp();
    }

    public void End()
    {
        LastMicroseconds = Stopwatch.GetElapsedTime(_started).TotalMicroseconds;
        Microseconds.Add((float)LastMicroseconds);
        if (LastMicroseconds <= _budgetMicroseconds)
        {
            return;
        }

        UpdateVerdict verdict = Judge(LastMicroseconds, _budgetMicroseconds, _before, ThreadUsage.Read(), _steal.Read() - _stealBefore);
        OverBudget += verdict == UpdateVerdict.OverBudget ? 1 : 0;
        Preempted += verdict == UpdateVerdict.Preempted ? 1 : 0;
    }

    /// <summary>The rule of this class on given figures.</summary>
    internal static UpdateVerdict Judge(double wallMicroseconds, double budgetMicroseconds, ThreadUsage before, ThreadUsage after, long stolenTicks)
    {
        if (wallMicroseconds <= budgetMicroseconds)
        {
            return UpdateVerdict.InBudget;
        }

        bool waited = after.VoluntarySwitches != before.VoluntarySwitches;
        bool cpuInBudget = after.CpuNanoseconds - before.CpuNanoseconds <= budgetMicroseconds * 1000.0;
        bool taken = cpuInBudget && after.InvoluntarySwitches > before.InvoluntarySwitches;
        return !waited && after.CpuNanoseconds != 0 && (taken || stolenTicks > 0) ? UpdateVerdict.Preempted : UpdateVerdict.OverBudget;
    }

    public void Dispose() => _steal.Dispose();
}
