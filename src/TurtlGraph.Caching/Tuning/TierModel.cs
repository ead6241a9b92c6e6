namespace TurtlGraph.Caching;

/// <summary>The tiers a budget is divided among, and what each costs.</summary>
public sealed record TierModel
{
    /// <summary>Bytes of memory for raw and compressed contents together.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Bytes of the disk store; 0 for none.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Raw bytes a compressed byte, above 0. 1 makes a compressed tier pointless.</summary>
    public double CompressionRatio { get; init; } = 1;

    /// <summary>What decompressing costs.</summary>
    public DeviceCost Decompression { get; init; } = new(5e-6, 1e9);

    /// <summary>What a read from the disk store costs.</summary>
    public DeviceCost Disk { get; init; } = new(200e-6, 400e6);

    /// <summary>What a read from where contents come from costs.</summary>
    public DeviceCost Origin { get; init; } = new(200e-6, 400e6);
}
