namespace TurtlGraph.IO.Tests;

/// <summary>Whether this machine has an io_uring for us.</summary>
internal static class UringMachine
{
    public static bool HasRing { get; } = Probe();

    private static bool Probe()
    {
        bool hasRing = UringByteSource.TryCreate(new UringOptions(), out UringByteSource? source, out _);
        source?.Dispose();
        return hasRing;
    }
}
