namespace TurtlGraph.Caching;

/// <summary>How a look into a <see cref="DiskStore"/> ended.</summary>
public enum StoreReadStatus : byte
{
    /// <summary>The bytes are in the destination and match their checksum.</summary>
    Ok = 0,

    /// <summary>There is no such record.</summary>
    NotFound = 1,

    /// <summary>There is one, and its time is over.</summary>
    Expired = 2,

    /// <summary>There is one of another version.</summary>
    OtherVersion = 3,

    /// <summary>The destination is shorter than the record, whose length is told; nothing was read.</summary>
    DestinationTooShort = 4,

    /// <summary>The record did not match its checksum or could not be read; it has been dropped and counted.</summary>
    Damaged = 5,
}
