namespace TurtlGraph.Flythrough;

internal sealed partial class GameLoop
{
    private const int RehearsalFrames = 90;

    /// <summary>
    /// Runs all the game does once, short and rough, on a runtime of its own, as a game does behind its loading screen: so
    /// that the flight itself does not measure the compilation of code. The whole route goes by in a second and a half with half the
    /// memory, which makes the runtime read, cancel, evict and rescue.
    /// </summary>
    public static void Rehearse(FlightSetup setup)
    {
        FlightOptions options = setup.Options with { Budget = Math.Max(setup.Options.Budget / 2, 4L << 20), FramesPerSecond = 60 };
        using GameLoop loop = new(setup with { Options = options, StagingBytes = setup.Options.Budget / 8 }, new LiveBoard());
        FramePacer? pacer = loop._virtualClock is null ? new FramePacer(options.FramesPerSecond) : null;
        loop._started = loop._clock.GetTimestamp();
        for (int i = 0; i < RehearsalFrames; i++)
        {
            loop.Frame(setup.Route.Seconds * i / RehearsalFrames);
            loop._allocations.EndFrame(isWarm: i > 0);
            loop._frames++;
            loop.Pace(pacer);
        }

        loop._allocations.Finish();
        loop._accounting.Finish(setup.Route.Seconds);
        loop.Land();
        _ = loop.Report();
    }
}
