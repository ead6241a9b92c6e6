using System.Diagnostics;

namespace TurtlGraph.Streaming;

/// <summary>
/// Times one update, and tells an update that took too long by its own doing from one that the machine interrupted: the thread
/// used less processor time than the budget and never gave the processor up by itself.
/// </summary>
internal sealed class UpdateTimer
{
    private long _start;
    private ThreadUsage _before;

    /// <summary>Wall time of the last update in seconds.</summary>
    public double WallSeconds { get; private set; }

    /// <summary>Whether the last update took longer than its budget.</summary>
    public bool IsOverBudget { get; private set; }

    /// <summary>Whether it did so only because the machine took the processor away from the thread.</summary>
    public bool IsPreempted { get; private set; }

    public void Start()
    {
        ThreadUsage.TryRead(out _before);
        _start = Stopwatch.GetTimestamp();
    }

    public void Stop(TimeSpan budget)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        WallSeconds = elapsed.TotalSeconds;
        IsOverBudget = budget > TimeSpan.Zero && elapsed > budget;
        IsPreempted = IsOverBudget && ThreadUsage.TryRead(out ThreadUsage after) && WasPreempted(budget, _before, after);
    }

    /// <summary>
    /// Time in which a thread neither ran nor waited is time in which it could have run and was not let: by the scheduler, an
    /// interrupt, or the host of a virtual machine.
    /// </summary>
    internal static bool WasPreempted(TimeSpan budget, in ThreadUsage before, in ThreadUsage after) =>
        after.ProcessorNanoseconds - before.ProcessorNanoseconds <= budget.TotalNanoseconds
        && after.VoluntarySwitches == before.VoluntarySwitches;
}
