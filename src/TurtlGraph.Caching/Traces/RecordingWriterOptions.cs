namespace TurtlGraph.Caching;

/// <summary>How a recording is buffered.</summary>
public sealed record RecordingWriterOptions
{
    /// <summary>Bytes of a block, 4 KiB to 8 MiB. Default 64 KiB.</summary>
    public int BlockBytes { get; init; } = 64 << 10;

    /// <summary>Blocks in the ring between the writing thread and the file, 2 to 1024. Default 32.</summary>
    public int Blocks { get; init; } = 32;

    /// <summary>
    /// Whether writing an event waits for the file when all blocks are full. Default false: what comes then is lost, and counted.
    /// </summary>
    public bool WaitsForFile { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockBytes, 4 << 10, nameof(BlockBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BlockBytes, 8 << 20, nameof(BlockBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(Blocks, 2, nameof(Blocks));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Blocks, 1024, nameof(Blocks));
    }
}
