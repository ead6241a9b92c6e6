namespace TurtlGraph.Ecs;

/// <summary>Sizes of a <see cref="World"/>. Address space costs no memory; only what is used does.</summary>
public sealed record WorldOptions
{
    /// <summary>Bytes of a chunk: a power of two from 1 KiB to 64 KiB. Default 16 KiB.</summary>
    public int ChunkBytes { get; init; } = 16 << 10;

    /// <summary>Address space for chunks in bytes. Default 4 GiB; with chunks of 16 KiB at most 32 GiB are used.</summary>
    public long ReserveBytes { get; init; } = 4L << 30;

    /// <summary>Entities for which records are prepared at once, so that creating them asks the system for nothing. Default 1024.</summary>
    public int InitialCapacity { get; init; } = 1024;

    /// <summary>The most entities that can live at once. Default 16 777 215.</summary>
    public int MaxEntities { get; init; } = (1 << 24) - 1;

    /// <summary>Asks the system for huge pages for chunks and records, which pays in worlds of many MiB. Default on.</summary>
    public bool HugePages { get; init; } = true;
}
