namespace TurtlGraph.Caching;

/// <summary>A segment of a store.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="LiveBytes">Bytes of records that a key names.</param>
/// <param name="ExpiresAt">When all its records have expired; <see langword="null"/> for never.</param>
public sealed record StoreSegmentReport(string Name, long Length, long LiveBytes, DateTimeOffset? ExpiresAt);
