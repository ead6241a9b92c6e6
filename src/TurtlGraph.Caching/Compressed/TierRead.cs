namespace TurtlGraph.Caching;

/// <summary>How a read of a <see cref="CompressedTier"/> went.</summary>
public enum TierRead : byte
{
    /// <summary>The tier does not hold the key.</summary>
    Miss = 0,

    /// <summary>The bytes have been written to the destination.</summary>
    Ok = 1,

    /// <summary>As <see cref="Ok"/>; and the key has been read so often that it should be kept uncompressed from now on.</summary>
    Promote = 2,

    /// <summary>The destination has not the length of the asset; nothing was written.</summary>
    WrongLength = 3,

    /// <summary>The bytes could not be decoded; they are dropped, and counted.</summary>
    Damaged = 4,
}
