namespace TurtlGraph.Memory;

/// <summary>What <see cref="MappedFile.TryAdvise"/> tells the system about a range.</summary>
public enum MappedAdvice : byte
{
    /// <summary>No particular order.</summary>
    Normal = 0,

    /// <summary>Read from front to back.</summary>
    Sequential = 1,

    /// <summary>Read here and there.</summary>
    Random = 2,

    /// <summary>Read soon: the system starts to bring it to memory, and the caller does not wait.</summary>
    WillNeed = 3,

    /// <summary>
    /// Worth pages of 2 MiB. It reads the whole pages of that size in the range, so that the answer tells whether the file system has them.
    /// </summary>
    HugePages = 4,
}
