namespace TurtlGraph.Memory;

/// <summary>What a <see cref="MemoryPressureMonitor"/> can be told. Read once.</summary>
public sealed class MemoryPressureOptions
{
    /// <summary>Time from one look to the next. Default 250 ms. At least 10 ms; not used when <see cref="IsManual"/>.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whether nobody but <see cref="MemoryPressureMonitor.Sample"/> looks: the monitor starts no thread, so that a test, or a run
    /// that must repeat, decides what is seen when. Default <see langword="false"/>.
    /// </summary>
    public bool IsManual { get; set; }

    /// <summary>
    /// Whether the sources of the system are read: limits of control groups, PSI, the machine, the garbage collector. Default
    /// <see langword="true"/>.
    /// </summary>
    public bool WatchesSystem { get; set; } = true;

    /// <summary>Further sources, for instance a <see cref="BudgetPressureSource"/>. The monitor disposes them.</summary>
    public IReadOnlyList<PressureSource> Sources { get; set; } = [];
}
