namespace TurtlGraph.Flythrough;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    /// <summary>The flight ended and every promise held.</summary>
    public const int Success = 0;

    /// <summary>The flight ended and at least one promise was broken.</summary>
    public const int PromiseBroken = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The world or the trajectory cannot be opened, or there is not the memory for it.</summary>
    public const int CannotOpen = 3;

    /// <summary>Stopped by the user before the flight began, as shells report SIGINT.</summary>
    public const int Interrupted = 130;
}
