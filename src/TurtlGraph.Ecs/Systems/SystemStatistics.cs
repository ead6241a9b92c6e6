namespace TurtlGraph.Ecs;

/// <summary>How long a system of a <see cref="SystemGroup"/> takes, the playback of its commands included. Read between runs of the group.</summary>
public sealed class SystemStatistics
{
    private TimeSpan _total;

    internal SystemStatistics(string name) => Name = name;

    /// <summary>Name the system was added under.</summary>
    public string Name { get; }

    /// <summary>Number of runs.</summary>
    public long Runs { get; private set; }

    /// <summary>Time of the last run.</summary>
    public TimeSpan Last { get; private set; }

    /// <summary>Time by which the last run exceeded the share it was given; zero when it did not.</summary>
    public TimeSpan LastOverrun { get; private set; }

    /// <summary>Whether the last run left work for the next frame.</summary>
    public bool LastCarriedOver { get; private set; }

    /// <summary>Mean time of a run.</summary>
    public TimeSpan Mean => Runs == 0 ? TimeSpan.Zero : _total / Runs;

    /// <summary>Time of the longest run.</summary>
    public TimeSpan Max { get; private set; }

    /// <summary>Runs that left work for the next frame.</summary>
    public long CarriedOver { get; private set; }

    /// <summary>Runs that took longer than the share they were given.</summary>
    public long Overran { get; private set; }

    /// <summary>Starts all figures again, as after warming up.</summary>
    public void Reset()
    {
        _total = Last = LastOverrun = Max = TimeSpan.Zero;
        LastCarriedOver = false;
        Runs = CarriedOver = Overran = 0;
    }

    internal void Record(TimeSpan elapsed, bool carriedOver, TimeSpan overrun)
    {
        Runs++;
        Last = elapsed;
        _total += elapsed;
        Max = elapsed > Max ? elapsed : Max;
        CarriedOver += carriedOver ? 1 : 0;
        LastCarriedOver = carriedOver;
        LastOverrun = overrun;
        Overran += overrun > TimeSpan.Zero ? 1 : 0;
    }
}
