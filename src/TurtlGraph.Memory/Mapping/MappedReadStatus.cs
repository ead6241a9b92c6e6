namespace TurtlGraph.Memory;

/// <summary>How reading a mapped file ended. Only with <see cref="Ok"/> may the destination be used.</summary>
public enum MappedReadStatus : byte
{
    /// <summary>All bytes are there, and the file is the one that was opened.</summary>
    Ok = 0,

    /// <summary>The file is shorter than when it was opened.</summary>
    Cut = 1,

    /// <summary>The file has grown or was written to since it was opened.</summary>
    Changed = 2,

    /// <summary>The system could not read: the device or the server failed.</summary>
    Failed = 3,
}
