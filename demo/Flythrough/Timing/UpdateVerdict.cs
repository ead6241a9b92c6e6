namespace TurtlGraph.Flythrough;

/// <summary>How an update stood to its time budget.</summary>
internal enum UpdateVerdict
{
    /// <summary>Within it.</summary>
    InBudget,

    /// <summary>Over it, and its own work or waiting is the cause, or the cause cannot be told.</summary>
    OverBudget,

    /// <summary>Over it only because the machine took the processor away.</summary>
    Preempted,
}
