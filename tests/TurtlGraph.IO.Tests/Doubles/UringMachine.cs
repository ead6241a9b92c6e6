namespace TurtlGraph.IO.Tests;

/// <summary>Whether this machine has an io_uring for us.</summary>
internal static class UringMachine
{
    /// <summary>Why not; null when it has.</summary>
    public static string? WhyMissing { get; } = Probe();

    public static IByteSource Create(UringOptions options) => WhyMissing is null
        ? new UringByteSource(options)
        : new PreadByteSource(new PreadOptions { QueueDepth = options.QueueDepth });

    private static string? Probe()
    {
        bool hasRing = UringByteSource.TryCreate(new UringOptions(), out UringByteSource? source, out string refusal);
        source?.Dispose();
        return hasRing ? null : refusal;
    }
}

/// <summary>A test of io_uring itself: skipped, with the reason, where there is none.</summary>
public sealed class UringFactAttribute : FactAttribute
{
    public UringFactAttribute() => Skip = UringMachine.WhyMissing;
}
