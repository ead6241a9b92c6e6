namespace TurtlGraph.Ecs;

/// <summary>What a system is told of the frame it runs in, and the time it has.</summary>
public struct Frame
{
    private readonly TimeProvider _clock;
    private readonly long _deadline;

    internal Frame(World world, CommandBuffer commands, FrameTime time, TimeProvider clock, long deadline)
    {
        World = world;
        Commands = commands;
        Number = time.Number;
        Time = time.Time;
        DeltaTime = time.DeltaTime;
        _clock = clock;
        _deadline = deadline;
        HasCarriedOver = false;
    }

    /// <summary>Number of the frame, 0 for the first.</summary>
    public long Number { get; }

    /// <summary>Game time at the frame in seconds, the sum of all <see cref="DeltaTime"/> up to and with this frame.</summary>
    public double Time { get; }

    /// <summary>Game time since the last frame in seconds.</summary>
    public double DeltaTime { get; }

    /// <summary>The world the systems work on.</summary>
    public World World { get; }

    /// <summary>Takes structural changes; played back when the system returns.</summary>
    public CommandBuffer Commands { get; }

    /// <summary>Whether the system's share of the frame's time is used up. Reads the clock, so ask once in some dozen items.</summary>
    public readonly bool TimeIsUp => _deadline != long.MaxValue && _clock.GetTimestamp() >= _deadline;

    /// <summary>Time until the share is used up, not below zero; <see cref="TimeSpan.MaxValue"/> without a limit.</summary>
    public readonly TimeSpan TimeLeft
    {
        get
        {
            if (_deadline == long.MaxValue)
            {
                return TimeSpan.MaxValue;
            }

            var now = _clock.GetTimestamp();
            return now >= _deadline ? TimeSpan.Zero : _clock.GetElapsedTime(now, _deadline);
        }
    }

    internal bool HasCarriedOver { get; private set; }

    /// <summary>Says that work is left for the next frame; the group counts it.</summary>
    public void CarryOver() => HasCarriedOver = true;
}
