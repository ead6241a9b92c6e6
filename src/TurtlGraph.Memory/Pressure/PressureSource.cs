namespace TurtlGraph.Memory;

/// <summary>
/// One place that tells how scarce memory is: a budget, a limit, a notification of the system. A game may add its own; see
/// <see cref="MemoryPressureOptions.Sources"/>.
/// </summary>
/// <remarks>A <see cref="MemoryPressureMonitor"/> owns its sources, calls them one at a time from its own thread, and disposes them.</remarks>
public abstract class PressureSource : IDisposable
{
    /// <summary>Makes a source with a name for reports.</summary>
    protected PressureSource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>What reports call it.</summary>
    public string Name { get; }

    /// <summary>What exactly was read last: a file or a limit's place; <see langword="null"/> where the name says it all.</summary>
    public virtual string? Place => null;

    /// <summary>
    /// Reads the source; <see langword="false"/> when it tells nothing now. Must not throw, and should not allocate: it is called some
    /// times a second for as long as the process lives.
    /// </summary>
    public abstract bool TryRead(out PressureReading reading);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the source holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
