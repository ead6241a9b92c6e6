namespace TurtlGraph.Caching;

/// <summary>What a record is called and how it is kept; its bytes come beside it.</summary>
public readonly record struct StoreItem
{
    /// <summary>Describes a record of normal priority that never expires.</summary>
    public StoreItem(StoreKey key, ulong version = 0)
    {
        Key = key;
        Version = version;
    }

    /// <summary>Its name; a record put later takes the place of one with the same name.</summary>
    public StoreKey Key { get; init; }

    /// <summary>Which contents these are, for instance a hash of the server's entity tag; a reader that wants other ones gets none.</summary>
    public ulong Version { get; init; }

    /// <summary>How the caller has encoded the bytes; kept and returned, not interpreted.</summary>
    public byte Codec { get; init; }

    /// <summary>How much it matters. Default <see cref="StorePriority.Normal"/>.</summary>
    public StorePriority Priority { get; init; } = StorePriority.Normal;

    /// <summary>How often it was used lately, as far as the caller knows; a full store takes what was used at least twice. Default 0: only the store's own count counts.</summary>
    public int Uses { get; init; }

    /// <summary>How long it may be served, counted from the put and rounded up to a second; <see langword="null"/> for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }
}
