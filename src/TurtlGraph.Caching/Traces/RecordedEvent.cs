namespace TurtlGraph.Caching;

/// <summary>One event of a recording, valid until the next one is read.</summary>
public readonly ref struct RecordedEvent
{
    /// <summary>What it tells.</summary>
    public RecordedKind Kind { get; init; }

    /// <summary>Number of the frame it belongs to, from 1; 0 before the first.</summary>
    public uint Frame { get; init; }

    /// <summary>When its frame began, in the unit of the recording: nanoseconds where a runtime made it.</summary>
    public long Time { get; init; }

    /// <summary>Whether it is about an asset.</summary>
    public bool HasKey { get; init; }

    /// <summary>The asset it is about, 0 without one.</summary>
    public ulong Key { get; init; }

    /// <summary>Bytes of the asset, as they were told with its first event; 0 without one.</summary>
    public int Size { get; init; }

    /// <summary>What the kind says.</summary>
    public long Value { get; init; }

    /// <summary>What the kind says besides; often empty.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}
