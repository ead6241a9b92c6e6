namespace TurtlGraph.Caching;

/// <summary>What a read tells about a record besides its bytes.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Version">Which contents these are.</param>
/// <param name="Codec">How the caller had encoded them.</param>
/// <param name="ExpiresAt">Until when they may be served; <see langword="null"/> for ever.</param>
public readonly record struct StoreRecord(int Length, ulong Version, byte Codec, DateTimeOffset? ExpiresAt);
