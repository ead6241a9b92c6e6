namespace TurtlGraph.Cli;

/// <summary>What the tool's exit codes mean; scripts rely on them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command ran, and the thing it looked at is bad.</summary>
    public const int Bad = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something could not be read or written.</summary>
    public const int InputOutput = 3;

    /// <summary>Stopped by the user, as shells report SIGINT.</summary>
    public const int Interrupted = 130;
}
