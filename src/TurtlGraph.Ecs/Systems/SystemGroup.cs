namespace TurtlGraph.Ecs;

/// <summary>
/// Systems that run in a fixed order, each timed, sharing a budget of time by weight. What a system records in
/// <see cref="Frame.Commands"/> is played back before the next one runs.
/// </summary>
/// <remarks>
/// Each system's share is its weight's part of what is left of the budget for it and those after it, so time a system does
/// not use is passed on, and an overrun is borne by those that follow. One thread at a time may use a group. A run allocates
/// nothing itself. The owner disposes the group; world and systems stay the caller's.
/// </remarks>
public sealed class SystemGroup : IDisposable
{
    private readonly World _world;
    private readonly TimeProvider _clock;
    private readonly CommandBuffer _commands;
    private readonly List<Entry> _entries = [];
    private readonly List<SystemStatistics> _statistics = [];
    private double _totalWeight;
    private long _frames;
    private double _time;

    private readonly record struct Entry(ISystem System, double Weight, SystemStatistics Statistics);

    /// <summary>Makes a group without systems.</summary>
    /// <param name="world">The world the systems work on.</param>
    /// <param name="clock">Where timestamps come from; the system's high-resolution clock by default.</param>
    public SystemGroup(World world, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        _world = world;
        _clock = clock ?? TimeProvider.System;
        _commands = new CommandBuffer(world);
    }

    /// <summary>Number of frames run so far, the <see cref="Frame.Number"/> of the next one.</summary>
    public long Frames => _frames;

    /// <summary>Game time in seconds after the last frame.</summary>
    public double Time => _time;

    /// <summary>The figures of each system, in their order.</summary>
    public IReadOnlyList<SystemStatistics> Statistics => _statistics;

    /// <summary>Commands of the systems that were skipped because their entity was stale or there was nothing to do.</summary>
    public long SkippedCommands => _commands.SkippedCommands;

    /// <summary>Appends a system.</summary>
    /// <param name="name">Name for the figures, unique in the group.</param>
    /// <param name="system">The system.</param>
    /// <param name="weight">Its part of the time, relative to the other systems' weights; above 0.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, ISystem system, double weight = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(system);
        if (!(weight > 0) || double.IsInfinity(weight))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight is a finite number above 0.");
        }

        foreach (var known in _statistics)
        {
            if (known.Name == name)
            {
                throw new ArgumentException($"The group has a system named {name} already.", nameof(name));
            }
        }

        var statistics = new SystemStatistics(name);
        _entries.Add(new Entry(system, weight, statistics));
        _statistics.Add(statistics);
        _totalWeight += weight;
    }

    /// <summary>Runs a frame without a limit of time.</summary>
    /// <param name="deltaTime">Game time since the last frame in seconds.</param>
    public void Run(double deltaTime) => Run(deltaTime, Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Runs a frame. An exception of a system ends the frame: its recorded commands are dropped, those of the systems before
    /// it have been made.
    /// </summary>
    /// <param name="deltaTime">Game time since the last frame in seconds.</param>
    /// <param name="budget">Time for all systems together; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    public void Run(double deltaTime, TimeSpan budget)
    {
        var start = _clock.GetTimestamp();
        var end = budget == Timeout.InfiniteTimeSpan ? long.MaxValue : start + ToTicks(budget);
        _time += deltaTime;
        var time = new FrameTime(_frames++, _time, deltaTime);
        var weightLeft = _totalWeight;
        foreach (var entry in _entries)
        {
            var deadline = end == long.MaxValue ? end : start + (long)(Math.Max(0, end - start) * (entry.Weight / weightLeft));
            weightLeft -= entry.Weight;
            start = RunSystem(entry, time, start, deadline);
        }
    }

    /// <summary>Starts the figures of all systems again.</summary>
    public void ResetStatistics()
    {
        foreach (var statistics in _statistics)
        {
            statistics.Reset();
        }
    }

    /// <summary>Releases the group's command buffer.</summary>
    public void Dispose() => _commands.Dispose();

    private long RunSystem(Entry entry, FrameTime time, long start, long deadline)
    {
        var frame = new Frame(_world, _commands, time, _clock, deadline);
        try
        {
            entry.System.Run(ref frame);
            _commands.Playback();
        }
        catch
        {
            _commands.Clear();
            throw;
        }

        var now = _clock.GetTimestamp();
        entry.Statistics.Record(_clock.GetElapsedTime(start, now), frame.HasCarriedOver, now > deadline ? _clock.GetElapsedTime(deadline, now) : TimeSpan.Zero);
        return now;
    }

    private long ToTicks(TimeSpan span) => (long)(Math.Max(0, span.TotalSeconds) * _clock.TimestampFrequency);
}
