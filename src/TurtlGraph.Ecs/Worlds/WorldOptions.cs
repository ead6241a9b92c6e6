namespace TurtlGraph.Ecs;

/// <summary>Sizes of a <see cref="World"/>. Address space costs no memory; only what is used does.</summary>
public sealed record WorldOptions
{
    /// <summary>Bytes of an archetype's first chunk: a power of two from 1 KiB to 64 KiB. Default 16 KiB.</summary>
    public int ChunkBytes { get; init; } = 16 << 10;

    /// <summary>
    /// Bytes that a chunk may grow to as its archetype grows: a power of two from <see cref="ChunkBytes"/> to 1 MiB, and at most
    /// 128 times <see cref="ChunkBytes"/> counts. Default 1 MiB. Equal to <see cref="ChunkBytes"/>, all chunks have one size.
    /// </summary>
    public int LargestChunkBytes { get; init; } = 1 << 20;

    /// <summary>Address space for chunks in bytes. Default 4 GiB; at most 32 GiB are used.</summary>
    public long ReserveBytes { get; init; } = 4L << 30;

    /// <summary>Entities for which records are prepared at once, so that creating them asks the system for nothing. Default 1024.</summary>
    public int InitialCapacity { get; init; } = 1024;

    /// <summary>The most entities that can live at once. Default 16 777 215.</summary>
    public int MaxEntities { get; init; } = (1 << 24) - 1;

    /// <summary>Asks the system for huge pages for chunks and records, which pays in worlds of many MiB. Default on.</summary>
    public bool HugePages { get; init; } = true;
}
