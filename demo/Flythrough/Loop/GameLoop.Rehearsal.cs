namespace TurtlGraph.Flythrough;

internal sealed partial class GameLoop
{
    private const int LeastRehearsalFrames = 120, MostRehearsalFrames = 420, RehearsalFramesPerPose = 4, RehearsalPoses = 90;

    /// <summary>
    /// Runs all the game does once, short and rough, on a runtime of its own, as a game does behind its loading screen: so
    /// that the flight itself does not measure the compilation of code. It leaps along the route with half the memory, which
    /// makes the runtime read, cancel, evict and rescue, and ends when all of these have happened, after seven seconds at most or when <paramref name="stop"/> is set.
    /// </summary>
    public static void Rehearse(FlightSetup setup, CancellationToken stop = default)
    {
        FlightOptions options = setup.Options with { Budget = Math.Max(setup.Options.Budget / 2, 4L << 20), FramesPerSecond = 60, Trace = null };
        using GameLoop loop = new(setup with { Options = options, StagingBytes = setup.Options.Budget / 8 }, new LiveBoard());
        FramePacer? pacer = loop._virtualClock is null ? new FramePacer(options.FramesPerSecond) : null;
        loop._started = loop._clock.GetTimestamp();
        for (int i = 0; i < MostRehearsalFrames && (i < LeastRehearsalFrames || !loop.HasDoneAll) && !stop.IsCancellationRequested; i++)
        {
            // Some frames at each pose, so that what is asked for has a chance to arrive; then far away.
            double share = (double)(i / RehearsalFramesPerPose * 7 % RehearsalPoses) / RehearsalPoses;
            loop.Frame(setup.Route.Seconds * share, 1.0 / options.FramesPerSecond);
            loop._allocations.EndFrame(isWarm: i > 0);
            loop._frames++;
            loop.Pace(pacer);
        }

        loop._allocations.Finish();
        loop._accounting.Finish(loop._time);
        loop.Land();
        _ = loop.Report();
    }

    private bool HasDoneAll => _runtime.Metrics is { Evictions: > 200, Rescues: > 0, RequestsCancelled: > 0 };
}
