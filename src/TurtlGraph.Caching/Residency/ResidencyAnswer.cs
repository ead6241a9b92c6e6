namespace TurtlGraph.Caching;

/// <summary>What a <see cref="ResidencyTable"/> says of a key.</summary>
public enum ResidencyAnswer : byte
{
    /// <summary>Nothing is known of the key.</summary>
    Unknown = 0,

    /// <summary>The bytes are here.</summary>
    Hit = 1,

    /// <summary>The key has a slot, its bytes are not in memory.</summary>
    Absent = 2,

    /// <summary>The bytes are in memory but too old to be used.</summary>
    Expired = 3,

    /// <summary>It is known that there is nothing under this key: no lower tier needs to be asked.</summary>
    Negative = 4,
}
